import { Page } from "../result.js";

const hooks = { onRequest: ({ requestId }) => void requestId };

export default function Hook() {
  return <Page options={{ hooks }} />;
}
