// Uploading files, which goes past the functions of a deployment. It needs no module: its client has one.
import { ConvexHttpError, functionName } from "@names";
import { Course, Failure } from "../repeat/course.ts";
import { checkNames, read, readRetry } from "../repeat/options.ts";
import { refusalOf } from "../repeat/reply.ts";
import { UPLOAD } from "../repeat/verdict.ts";
import { digestOf } from "../storage/digest.ts";
import { canTellByXhr, type Posting, post } from "../storage/post.ts";
import { sourceOf } from "../storage/source.ts";

const OPTIONS = [
  ...["args", "onProgress", "signal", "timeout", "retry"],
  ...["type", "digest", "auth", "fetch"],
];

export async function upload(
  client: any,
  generateUploadUrl: any,
  given: any,
  options: any = {},
): Promise<any> {
  checkNames(options, OPTIONS);
  const { args = {}, auth } = options;
  const onProgress = read(options, "onProgress");
  const ownFetch = read(options, "fetch");
  const retry = readRetry(options);
  const course = new Course({
    subject: UPLOAD,
    title: "The upload",
    functionPath: nameOf(generateUploadUrl),
    requestId: undefined,
    timeout: read(options, "timeout"),
    retry,
    signals: [read(options, "signal")],
  });
  const source = await sourceOf(given, read(options, "type"));
  const isHashed = read(options, "digest") ?? true;
  const digest = isHashed ? await digestOf(source.body) : undefined;
  const headers: Record<string, string> = {
    ...(source.type && { "Content-Type": source.type }),
    ...(digest && { Digest: digest }),
  };
  const tell = teller(onProgress, source.size, course);
  const storageId = await course.run(async () => {
    const call = { skipQueue: true, idempotent: true, auth, retry };
    const url = await client
      .mutation(generateUploadUrl, args, {
        ...Object.fromEntries(
          Object.entries(call).filter(([, value]) => value !== undefined),
        ),
        ...(course.signal && { signal: endOf(course.signal) }),
      })
      // What its client has to say of it is said.
      .catch((error: unknown) => {
        course.foreign = error;
        throw error;
      });
    if (course.signal?.aborted) throw course.signal.reason;
    course.isSpent = source.isStream;
    course.send();
    const { body } = source;
    const posting: Posting = {
      ...{ url, headers, body, tell, fetch: ownFetch },
      signal: course.signal,
    };
    return readId(await post(posting, canTellByXhr(onProgress && !ownFetch)));
  });
  if (source.size !== undefined) tell?.(source.size);
  return storageId;
}

/** Makes what hears how much has left, unless nobody wants to. */
function teller(
  onProgress: ((progress: object) => unknown) | undefined,
  total: number | undefined,
  course: Course,
): ((loaded: number) => void) | undefined {
  if (!onProgress) return undefined;
  let last = -1;
  return (loaded) => {
    if (loaded === last) return;
    last = loaded;
    try {
      onProgress({ loaded, total });
    } catch (error) {
      course.stop(error);
    }
  };
}

/** Returns a signal with a reason of its own: what it ends has more to say of it than that. */
function endOf(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener("abort", () => controller.abort());
  return controller.signal;
}

type Reply = Awaited<ReturnType<typeof post>>;

function readId({ status, text, retryAfter }: Reply): string {
  if (status < 200 || status > 299) {
    const headers = { get: () => retryAfter };
    throw refusalOf(new ConvexHttpError(text), text, { headers, status });
  }
  let storageId: unknown;
  try {
    ({ storageId } = JSON.parse(text));
  } catch {
    // It is none, then.
  }
  if (typeof storageId === "string") return storageId;
  const error = new Error(
    `The reply to an upload has no \`storageId\`: ${text.slice(0, 200)}`,
  );
  throw new Failure(error, "protocol");
}

function nameOf(reference: any): string | undefined {
  try {
    return typeof reference === "string" ? reference : reference[functionName];
  } catch {
    return undefined;
  }
}
