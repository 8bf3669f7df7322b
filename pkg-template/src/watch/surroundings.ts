// What a page tells of itself, where there is one: whether anybody looks at it, and when the network is back.

type Page = EventTarget & { visibilityState?: string };

const pageOf = (): Page | undefined => (globalThis as any).document;

export const isHidden = (): boolean => pageOf()?.visibilityState === "hidden";

/** Has something done when the page is looked at again, or the network is back. Returns what calls it off. */
export function onReturn(run: () => void): () => void {
  const whenVisible = () => {
    if (!isHidden()) run();
  };
  const page = pageOf();
  if (!page) return () => {};
  page.addEventListener("visibilitychange", whenVisible);
  addEventListener("online", whenVisible);
  return () => {
    page.removeEventListener("visibilitychange", whenVisible);
    removeEventListener("online", whenVisible);
  };
}
