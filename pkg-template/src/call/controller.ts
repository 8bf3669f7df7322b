// What stops a request.

type Controller = Pick<AbortController, "abort" | "signal">;

/** Whether the global controller is the runtime's own, once that was looked at. */
let isOwn = false;

/**
 * Makes a controller whose signal the runtime's `fetch` takes. Test environments put jsdom's controller in the place of the
 * runtime's own, whose `fetch` may refuse its signals; a stream's writer has one that is the runtime's.
 */
export function newController(): Controller {
  if (!isOwn)
    try {
      let signal!: AbortSignal;
      const stream = new WritableStream({
        start(writer) {
          signal = writer.signal;
        },
      });
      if (signal && !(signal instanceof AbortSignal))
        return {
          signal,
          abort(reason) {
            stream.abort(reason).catch(() => {});
          },
        };
    } catch {
      // There are no streams.
    }
  isOwn = true;
  return new AbortController();
}
