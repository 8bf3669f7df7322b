import { Page } from "../result.js";

export default function Action() {
  return <Page options={{ timeout: 5000 }} kind="action" />;
}
