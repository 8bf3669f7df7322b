// Asks again and again for a value: at once, then at a pace that slows down while nothing changes.
import { convexToJson } from "@core";
import { failures } from "@names";
import { now, startTimer } from "../clock.ts";
import type { Settings } from "./options.ts";
import { isHidden, onReturn } from "./surroundings.ts";

/** Makes one call with these options. */
export type Ask<Value> = (options: object) => Promise<Value>;

/** Takes the place of the value that is there before the first. */
const NONE = {};

/** How much slower each reply makes it that brings nothing new. */
const SLOWER = 1.5;

/** Why a call that waits before it is sent again is stopped: to be made anew, at once. */
const RESTART = new Error("The watch asks again.");

/** A watch: what happens between two values. */
export class Poll<Value> {
  isOver = false;
  private readonly ask: Ask<Value>;
  private readonly settings: Settings;
  private pace: number;
  /** When the last reply was there, in milliseconds. */
  private repliedAt = 0;
  /** Whether it asks next without waiting. */
  private isDue = true;
  /** How many passing failures there were since the last reply. */
  private errors = 0;
  /** Whether the call in flight has failed, and waits before it is sent again. */
  private isFailing = false;
  private last: unknown = NONE;
  private lastText = "";
  private controller = new AbortController();
  /** Ends the wait before the next call. */
  private wake = () => {};

  constructor(ask: Ask<Value>, settings: Settings) {
    this.ask = ask;
    this.settings = settings;
    this.pace = settings.interval;
  }

  /** Asks as soon as it can: at once, or after the call in flight, which may have been answered before. */
  refresh(): void {
    this.isDue = true;
    this.pace = this.settings.interval;
    if (this.isFailing) this.controller.abort(RESTART);
    this.wake();
  }

  /** Ends it: whoever waits for a value hears that there is none, and the call in flight is aborted. */
  stop(reason?: unknown): void {
    this.isOver = true;
    this.controller.abort(reason);
    this.wake();
  }

  /** Returns the next value that differs from the last; none where it was stopped. */
  async next(): Promise<{ value: Value } | undefined> {
    const { signal } = this.settings;
    if (this.isOver) return undefined;
    const abort = () => this.stop(signal!.reason);
    signal?.addEventListener("abort", abort);
    const offReturn = onReturn(() => this.refresh());
    try {
      if (signal?.aborted) abort();
      while (!this.isOver) {
        await this.pause();
        const found = this.isOver ? undefined : await this.poll();
        if (found) return found;
      }
      if (signal?.aborted) throw signal.reason;
      return undefined;
    } catch (error) {
      this.isOver = true;
      throw error;
    } finally {
      offReturn();
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Waits until it is time to ask again: from the end of the last reply, and for as long as nobody looks. */
  private async pause(): Promise<void> {
    if (!this.isDue) {
      const delay = this.pace * (0.9 + 0.2 * Math.random());
      const left = this.repliedAt + delay - now();
      let stopTimer = () => {};
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        stopTimer = startTimer(Math.max(0, left), () => {
          if (!isHidden()) resolve();
        });
      });
      stopTimer();
      this.wake = () => {};
    }
    this.isDue = false;
  }

  /** Asks, and returns what has come if it is new. */
  private async poll(): Promise<{ value: Value } | undefined> {
    const { interval, maxInterval } = this.settings;
    this.controller = new AbortController();
    try {
      const value = await this.ask({
        ...this.settings.call,
        signal: this.controller.signal,
        retry: {
          limit: Infinity,
          backoff: interval,
          maxDelay: maxInterval,
          maxRetryAfter: Infinity,
          shouldRetry: (error: unknown) => this.tolerates(error),
        },
      });
      this.errors = 0;
      const isNew = this.keep(value);
      this.pace = isNew ? interval : Math.min(this.pace * SLOWER, maxInterval);
      return isNew ? { value } : undefined;
    } catch (error) {
      if (error === RESTART) return undefined;
      // A timeout is that of one call, and ends it whatever it may do.
      const isLate = failures.get(error as object)?.info().kind === "timeout";
      if (!this.isOver && !(isLate && this.tolerates(error))) throw error;
      return undefined;
    } finally {
      this.isFailing = false;
      this.repliedAt = now();
    }
  }

  /** Tells whether one more passing failure is tolerated, and who watches of it. */
  private tolerates(error: unknown): boolean {
    this.errors++;
    this.isFailing = true;
    if (this.errors > this.settings.maxErrors) return false;
    this.settings.onError?.(error);
    return true;
  }

  /** Keeps a value if it differs from the last: by its text, in which int64, bytes and -0 differ from what is like them. */
  private keep(value: Value): boolean {
    const text = JSON.stringify(convexToJson(value as any));
    const { equals } = this.settings;
    if (this.last !== NONE) {
      if (text === this.lastText) return false;
      if (equals?.(this.last, value)) return false;
    }
    this.last = value;
    this.lastText = text;
    return true;
  }
}
