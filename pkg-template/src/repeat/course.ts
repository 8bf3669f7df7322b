// Sends something until it succeeds, or what it failed with is final: what `core/src/call.rs` does for the client, without
// a queue and without tokens.
import { ConvexTimeoutError, type ErrorInfo, failures, NAMES } from "@names";
import { newController } from "../call/controller.ts";
import type { Retry } from "../call/options.ts";
import { now, startTimer } from "../clock.ts";
import { delayOf } from "./delay.ts";
import { judgeLoss, judgeReply, type Loss, type Subject } from "./verdict.ts";

/** Why an attempt failed. Anything else that an attempt throws is its caller's own error. */
export class Failure {
  readonly error: any;
  readonly kind: "http" | Loss;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryAfter: string;

  constructor(error: unknown, kind: Failure["kind"], reply?: Reply) {
    this.error = error;
    this.kind = kind;
    this.status = reply?.status;
    this.code = reply?.code;
    this.retryAfter = reply?.retryAfter ?? "";
  }
}

interface Reply {
  status: number;
  code: string | undefined;
  retryAfter: string;
}

/** What is to be sent, and how. */
export interface Plan {
  subject: Subject;
  /** For the error of a timeout. */
  title: string;
  functionPath: string | undefined;
  requestId: string | undefined;
  timeout: number | undefined;
  retry: Retry | undefined;
  signals: any[];
  onRetry?: (error: ErrorInfo, delay: number) => unknown;
}

export class Course {
  attempts = 0;
  /** Whether the attempt has left, so that it may have effects. */
  isSent = false;
  /** Whether what was sent is gone, so that it cannot be sent again. */
  isSpent = false;
  /** What another has thrown, and judged. */
  foreign: any;
  readonly signal: AbortSignal | undefined;
  private readonly plan: Plan;
  private isUnknown = false;
  private isStopped = false;
  private lastError: unknown;
  private readonly controller: ReturnType<typeof newController>;
  private readonly stopped: Promise<never>;
  private halt!: (failure: unknown) => void;
  private readonly cleanups: (() => void)[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.controller = newController();
    this.stopped = new Promise((_, reject) => (this.halt = reject));
    this.stopped.catch(() => {});
    const { timeout = Infinity } = plan;
    const signals = plan.signals.filter((signal) => signal != null);
    if (timeout < Infinity || signals.length > 0)
      this.signal = this.controller.signal;
    for (const signal of signals) this.listen(signal);
    if (timeout < Infinity)
      this.cleanups.push(startTimer(timeout, () => this.expire(timeout)));
  }

  /** Makes attempts. */
  async run<Value>(attempt: () => Promise<Value>): Promise<Value> {
    try {
      for (;;) {
        this.isSent = false;
        try {
          if (this.isStopped) await this.stopped;
          return await Promise.race([this.stopped, attempt()]);
        } catch (thrown) {
          await this.wait(thrown);
        }
      }
    } finally {
      for (const cleanup of this.cleanups.splice(0)) cleanup();
    }
  }

  /** Notes that the attempt leaves. */
  send(): void {
    this.isSent = true;
    this.attempts++;
  }

  /** Ends it. */
  stop(failure: unknown): void {
    this.isStopped = true;
    this.halt(failure);
    const reason = failure instanceof Failure ? failure.error : failure;
    try {
      this.controller.abort(reason);
    } catch {
      // Workers look into the reason, which may be a proxy that throws.
      this.controller.abort();
    }
  }

  private listen(signal: any): void {
    const stop = () => this.stop(new Failure(reasonOf(signal), "aborted"));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop);
    this.cleanups.push(() => signal.removeEventListener("abort", stop));
  }

  private expire(timeout: number): void {
    const { lastError: cause, plan } = this;
    const error = new ConvexTimeoutError(
      `${plan.title} did not settle within ${timeout} ms.`,
      cause === undefined ? undefined : { cause },
    );
    this.stop(new Failure(error, "timeout"));
  }

  /** Waits until it may be sent again, or throws what it has failed with. */
  private async wait(thrown: unknown): Promise<void> {
    if (thrown === this.foreign && thrown !== undefined) throw this.foreign;
    const info = this.note(thrown);
    const { onRetry, retry } = this.plan;
    const error = thrown instanceof Failure ? thrown.error : thrown;
    if (!(thrown instanceof Failure) || !retry) throw error;
    if (thrown.kind === "timeout" || thrown.kind === "aborted") throw error;
    if (!info.retryable || this.attempts > retry.limit) throw error;
    this.lastError = error;
    this.isSent = false;
    const header = thrown.retryAfter;
    const delay = delayOf(
      retry,
      this.attempts,
      Math.random(),
      header,
      header ? Date.parse(header) - now() : NaN,
    );
    const ask = async () => {
      if (delay === Infinity) return false;
      if (retry.shouldRetry)
        if (!(await retry.shouldRetry(error, this.attempts))) return false;
      await onRetry?.({ ...info }, delay);
      await new Promise<void>((resolve) =>
        this.cleanups.push(startTimer(delay, resolve)),
      );
      return true;
    };
    try {
      if (await Promise.race([this.stopped, ask()])) return;
    } catch (other) {
      this.note(other);
      throw other instanceof Failure ? other.error : other;
    }
    throw error;
  }

  /** Notes what a failure means. */
  private note(thrown: unknown): ErrorInfo {
    const { functionPath, requestId, subject } = this.plan;
    const failure = thrown instanceof Failure ? thrown : undefined;
    const { code, error = thrown, kind = "args", status } = failure ?? {};
    let retryable = false;
    if (kind !== "args") {
      const verdict =
        kind === "http"
          ? judgeReply(subject, status!, code)
          : judgeLoss(subject, kind, this.isSent);
      // An earlier attempt may have had effects.
      this.isUnknown ||= this.isSent && verdict.unknown;
      retryable = verdict.retryable && !this.isSpent;
    }
    const info: ErrorInfo = {
      ...{ kind, status, code, requestId, functionPath },
      attempts: this.attempts,
      retryable,
      outcome: this.isUnknown ? "unknown" : "not-committed",
    };
    keepInfo(error, info);
    return info;
  }
}

/** Keeps what is known beside an error, and on it, where it does not show. One that is known is a client's own. */
function keepInfo(error: any, info: ErrorInfo): void {
  if (Object(error) !== error) return;
  const earlier = failures.get(error)?.info();
  // One object may reject several calls: the worst is what its owner must know.
  if (earlier && (info.kind === "args" || earlier.outcome === "unknown"))
    return;
  failures.set(error, { info: () => info });
  if (info.kind === "args") return;
  for (const name of NAMES) {
    const value = info[name];
    try {
      if (value === undefined || (name in error && !earlier)) continue;
      const how = { value, writable: true, configurable: true };
      Object.defineProperty(error, name, how);
    } catch {
      // It is frozen: the information beside it will do.
    }
  }
}

const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason === undefined
    ? new DOMException("This operation was aborted", "AbortError")
    : signal.reason;
