"use client";
import { useEffect } from "react";
import { callAll } from "../../call.js";

export default function Page() {
  useEffect(() => {
    const url = new URLSearchParams(location.search).get("convex");
    callAll(url).then((result) => (globalThis.packagingResult = result));
  }, []);
  return <p>client</p>;
}
