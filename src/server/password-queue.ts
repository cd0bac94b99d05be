import { pause, Semaphore } from '../concurrency/index.ts';
import { OciError } from '../spec/index.ts';
import { withHeaders } from './reply.ts';
import { Turns } from './turns.ts';

/** Maximum number of pending checks of one source and user. */
const maxPerClient = 8;
/** Maximum number of tickets. A check can use a core for tens of milliseconds. */
const maxTickets = 32;
/** Milliseconds until a check without a ticket is refused. The wait slows down a flood. */
const defaultRefusalMs = 1000;
/** Number of checks that end before a check without a ticket is refused, because a check may be slow. */
const minChecks = 8;

/** A password check that has not run yet. */
export interface PendingCheck {
  /** The address of the client. */
  readonly source: string;
  readonly user: string;
  /** Whether the user exists. */
  readonly isKnown: boolean;
  /** Whether the password is correct. */
  readonly run: () => Promise<boolean>;
}

interface Job extends PendingCheck {
  readonly arrivedAt: number;
  readonly hasTicket: boolean;
  isSettled: boolean;
  /** Time of the check that failed, milliseconds. */
  failedAfterMs: number | undefined;
  settle(result: boolean | OciError): void;
}

/**
 * Runs one password check at a time, so that other requests get CPU time. A flood of wrong passwords must not delay a
 * correct one, and the time of a reply must not reveal which users exist:
 *
 * - Only the password of an existing user can be correct, so these checks run first. The users take turns, and so do
 *   the
 *   sources of one user. A correct password is accepted at once.
 * - Every check has a ticket. A wrong password is rejected when its ticket is the first, whether the user exists or
 *   not.
 *   Between two tickets there is a pause of the length of the check, so that a flood uses only half of a core.
 * - When there are too many tickets, or too many checks of one source and user, a wrong password is refused with 429
 *   after a fixed wait.
 */
export class PasswordQueue {
  readonly #refusalMs: number;
  readonly #known = new Turns<Job>();
  readonly #tickets: Job[] = [];
  /** Number of pending checks by source and user. */
  readonly #pending = new Map<string, number>();
  readonly #processor = new Semaphore(1);
  #runningKnown: Promise<void> | undefined;
  #isServingTickets = false;
  #doneChecks = 0;
  /** Time before which no wrong password is rejected, of `performance.now`. */
  #pausedUntil = 0;

  constructor(refusalMs: number = defaultRefusalMs) {
    this.#refusalMs = refusalMs;
  }

  /** @throws OciError `TOOMANYREQUESTS` with `Retry-After` */
  add(check: PendingCheck): Promise<boolean> {
    const client = JSON.stringify([check.source, check.user]);
    const pending = this.#pending.get(client) ?? 0;
    const isAdmitted = pending < maxPerClient;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const job: Job = {
      ...check,
      arrivedAt: performance.now(),
      hasTicket: isAdmitted && this.#tickets.length < maxTickets,
      isSettled: false,
      failedAfterMs: undefined,
      settle: (result) => {
        if (job.isSettled) return;
        job.isSettled = true;
        if (isAdmitted) this.#release(client);
        if (typeof result === 'boolean') resolve(result);
        else reject(result);
      },
    };
    if (isAdmitted) {
      this.#pending.set(client, pending + 1);
    }
    if (isAdmitted && check.isKnown) {
      this.#known.add(check.user, check.source, job);
      this.#runningKnown ??= this.#runKnown();
    }
    if (job.hasTicket) {
      this.#tickets.push(job);
      void this.#serveTickets();
    } else {
      void this.#refuse(job);
    }
    return promise;
  }

  /** The queue must not be empty, so that the caller records the promise before it is settled. */
  async #runKnown(): Promise<void> {
    for (let job = this.#known.take(); job !== undefined; job = this.#known.take()) await this.#run(job);
    this.#runningKnown = undefined;
  }

  async #serveTickets(): Promise<void> {
    if (this.#isServingTickets) return;
    this.#isServingTickets = true;
    for (let job = this.#tickets[0]; job !== undefined; job = this.#tickets[0]) {
      await this.#serve(job);
      this.#tickets.shift();
    }
    this.#isServingTickets = false;
  }

  async #serve(job: Job): Promise<void> {
    const start = Math.max(this.#pausedUntil, job.arrivedAt);
    if (!job.isKnown) await pauseUntil(start);
    while (this.#runningKnown !== undefined) await this.#runningKnown;
    if (!job.isKnown) await this.#run(job);
    if (job.isSettled) return;
    const { failedAfterMs = 0 } = job;
    // The check of an existing user ran before its turn. Its result is as late as that of an unknown user.
    await pauseUntil(start + failedAfterMs);
    this.#pausedUntil = performance.now() + failedAfterMs;
    job.settle(false);
  }

  async #run(job: Job): Promise<void> {
    if (job.isSettled) return;
    try {
      await this.#processor.run(async () => {
        const startedAt = performance.now();
        if (await job.run()) job.settle(true);
        else job.failedAfterMs = performance.now() - startedAt;
      });
    } catch (cause) {
      job.settle(new OciError('UNKNOWN', 'cannot check the password', { cause }));
    }
    this.#doneChecks++;
  }

  async #refuse(job: Job): Promise<void> {
    const lastCheck = this.#doneChecks + minChecks;
    do await pause(this.#refusalMs, undefined);
    while (this.#doneChecks < lastCheck && (this.#isServingTickets || this.#runningKnown !== undefined));
    const error = new OciError('TOOMANYREQUESTS', 'too many pending password checks; retry later');
    job.settle(withHeaders(error, ['retry-after', '1']));
  }

  #release(client: string): void {
    const pending = (this.#pending.get(client) ?? 1) - 1;
    if (pending > 0) this.#pending.set(client, pending);
    else this.#pending.delete(client);
  }
}

async function pauseUntil(time: number): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0) await pause(ms, undefined);
}
