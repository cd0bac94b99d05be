interface Queue<T> {
  running: Promise<T>;
  next: Promise<T> | undefined;
}

/**
 * Runs work for all callers with the same key. A caller gets the result of work that starts after its call, so that the
 * result is not older than the call. At most one run is in progress and one is waiting.
 */
export class Coalescer<T> {
  readonly #queues = new Map<string, Queue<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key);
    if (queue === undefined) return this.#start(key, work());
    queue.next ??= queue.running.then(
      () => this.#start(key, work()),
      () => this.#start(key, work()),
    );
    return queue.next;
  }

  #start(key: string, running: Promise<T>): Promise<T> {
    const queue: Queue<T> = { running, next: undefined };
    this.#queues.set(key, queue);
    const end = (): void => {
      if (queue.next === undefined && this.#queues.get(key) === queue) this.#queues.delete(key);
    };
    running.then(end, end);
    return running;
  }
}
