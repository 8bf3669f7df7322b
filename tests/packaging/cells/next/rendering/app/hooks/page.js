import { Page } from "../result.js";

const seen = [];
const hooks = {
  onRequest: ({ kind, functionPath, attempt }) =>
    seen.push(kind, functionPath, attempt),
  onResponse: ({ status, duration }) => seen.push(status, duration),
};

export default function Hooks() {
  return <Page options={{ hooks }} />;
}
