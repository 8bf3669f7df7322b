import { Page } from "../result.js";

const hooks = { onRequest: ({ requestId }) => void requestId };

export default function Ids() {
  return <Page options={{ hooks }} />;
}
