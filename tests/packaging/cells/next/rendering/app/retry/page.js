import { Page } from "../result.js";

export default function Retry() {
  return <Page options={{ retry: { limit: 2, backoff: 50 } }} />;
}
