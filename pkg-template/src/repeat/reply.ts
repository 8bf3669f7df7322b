// What is read of a reply that is no success.
import { Failure } from "./course.ts";

/** What a reply with an error's status means. */
export function refusalOf(
  error: Error,
  text: string,
  { headers, status }: { headers: Pick<Headers, "get">; status: number },
): Failure {
  const retryAfter = headers.get("Retry-After") ?? "";
  return new Failure(error, "http", { status, code: codeOf(text), retryAfter });
}

function codeOf(text: string): string | undefined {
  try {
    const reply = JSON.parse(text);
    const code = Object.hasOwn(reply, "code") ? reply.code : undefined;
    return typeof code === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}
