"use client";
import { ConvexProvider, ConvexReactClient } from "convex/react";
import { usePreloadedQuery } from "convex/react";
import { useEffect, useState } from "react";
import { add } from "./action.js";

export function Shown({ url, preloaded, isSame }) {
  const [client] = useState(() => new ConvexReactClient(url));
  return (
    <ConvexProvider client={client}>
      <Value preloaded={preloaded} isSame={isSame} />
    </ConvexProvider>
  );
}

function Value({ preloaded, isSame }) {
  const value = usePreloadedQuery(preloaded);
  useEffect(() => {
    add("from the page").then((added) => {
      const { text, big, zero } = value;
      const isWhole = big === 2n ** 60n && Object.is(zero, -0);
      globalThis.packagingResult = { text, isWhole, isSame, added };
    });
  }, [value, isSame]);
  return <p>{`result:${value.text}:`}</p>;
}
