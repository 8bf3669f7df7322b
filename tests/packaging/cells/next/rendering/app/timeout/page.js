import { Page } from "../result.js";

export default function Timeout() {
  return <Page options={{ timeout: 5000 }} />;
}
