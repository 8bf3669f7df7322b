// The pages of a paginated query, one after another.
import type { Page } from "../../types/index.js";
import { noteFailure } from "../failure.ts";
import { Cause, Kind, Next, Split } from "../generated/core.ts";
import { nextPage } from "../wasm/module.ts";
import { ownFields } from "../values/visit.ts";
import { checkPages, invalid, leavingKey } from "./options.ts";

/** What is read from a cursor on, up to another one. */
interface Range {
  cursor: string | null;
  upTo: string | null | undefined;
}

/** What is wrong with a page, by what the engine says follows it. */
const FAULTS: { [next: number]: string } = {
  [Next.Repeated]: "its `continueCursor` is where it began",
  [Next.Empty]: "its `continueCursor` is empty",
  [Next.Unfinished]: "it has no `isDone`",
  [Next.Lost]: "it was cut, and has no `splitCursor`",
};

export function paginate(
  client: any,
  reference: unknown,
  args: any,
  options: any,
) {
  const {
    numItems,
    cursor = null,
    endCursor,
    prefetch,
    ...rest
  } = ownFields(options ?? {});

  function check(): void {
    checkPages(options ?? {});
    if (!Number.isInteger(numItems) || numItems < 1)
      throw invalid("numItems", numItems, "a number, at least 1");
  }

  /** Notes what is wrong with the caller's options, or with a page. */
  function report<Result>(cause: Cause, run: () => Result): Result {
    try {
      return run();
    } catch (error) {
      noteFailure(error, cause, Kind.Query, reference);
      throw error;
    }
  }

  async function load(range: Range, leaving?: AbortController) {
    const { cursor: start, upTo } = range;
    const paginationOpts = { numItems, cursor: start };
    if (upTo != null) Object.assign(paginationOpts, { endCursor: upTo });
    const page: Page<any> = await client.query(
      reference,
      { ...args, paginationOpts },
      leaving ? { ...rest, [leavingKey]: leaving.signal } : rest,
    );
    return page;
  }

  async function* pages(): AsyncGenerator<Page<any>, void> {
    report(Cause.Args, check);
    const leaving = prefetch ? new AbortController() : undefined;
    const ranges: Range[] = [{ cursor, upTo: endCursor }];
    try {
      let next = load(ranges[0]!, leaving);
      for (;;) {
        const page = await next;
        const isYielded = report(Cause.Protocol, () =>
          advance(ranges, page, endCursor),
        );
        const range = ranges[0];
        if (range && (leaving || !isYielded)) {
          next = load(range, leaving);
          // Whoever asks for the next page hears of it.
          next.catch(() => {});
        }
        if (isYielded) yield page;
        if (!range) return;
        if (!leaving && isYielded) next = load(range);
      }
    } finally {
      leaving?.abort();
    }
  }

  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { page } of pages()) yield* page;
    },
  };
}

/** Replaces the range that a page was read from by what follows, and tells whether the page has all its rows. */
function advance(
  ranges: Range[],
  page: Page<any>,
  endCursor: string | null | undefined,
): boolean {
  if (!Array.isArray(page?.page) || typeof page.continueCursor !== "string")
    throw new TypeError(
      "The query is not paginated: it must return what `.paginate(paginationOpts)` does.",
    );
  const { cursor, upTo } = ranges.shift()!;
  const { continueCursor, isDone, pageStatus, splitCursor } = ownFields(page);
  const isEdge = splitCursor === cursor || splitCursor === continueCursor;
  const next: Next = nextPage(
    typeof isDone === "boolean" ? Number(isDone) : 2,
    pageStatus === "SplitRequired",
    !splitCursor ? Split.Nowhere : isEdge ? Split.AtAnEnd : Split.Within,
    upTo != null,
    continueCursor === upTo,
    continueCursor === cursor,
    continueCursor === "",
  );
  switch (next) {
    case Next.Page:
      ranges.unshift({ cursor: continueCursor, upTo });
      return true;
    case Next.Nothing:
      return true;
    case Next.Halves: {
      const rest = { cursor: continueCursor, upTo };
      if (!isDone && continueCursor !== upTo && continueCursor !== endCursor)
        ranges.unshift(rest);
      ranges.unshift(
        { cursor, upTo: splitCursor },
        { cursor: splitCursor!, upTo: continueCursor },
      );
      return false;
    }
    default:
      throw new TypeError(
        `The query's page cannot be followed: ${FAULTS[next]}.`,
      );
  }
}
