import { Page } from "../result.js";

export default function Token() {
  return <Page options={{ auth: async () => null }} />;
}
