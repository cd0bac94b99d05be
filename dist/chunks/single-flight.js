import { l as throwIfAborted, r as abortedError } from "./printable.js";

// src/concurrency/single-flight.ts
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		throwIfAborted(signal);
		const flight = this.#flights.get(key) ?? this.#start(key, work);
		flight.waiting++;
		try {
			return await orAborted(flight.promise, signal);
		} finally {
			flight.waiting--;
			if (flight.waiting === 0 && this.#forget(key, flight)) flight.stop.abort(signal?.reason);
		}
	}
	#start(key, work) {
		const stop = new AbortController();
		const flight = {
			promise: work(stop.signal),
			stop,
			waiting: 0
		};
		this.#flights.set(key, flight);
		const forget = () => this.#forget(key, flight);
		flight.promise.then(forget, forget);
		return flight;
	}
	#forget(key, flight) {
		return this.#flights.get(key) === flight && this.#flights.delete(key);
	}
};
function orAborted(promise, signal) {
	if (signal === void 0) return promise;
	return new Promise((resolve, reject) => {
		const abort = () => reject(abortedError(signal));
		if (signal.aborted) abort();
		else signal.addEventListener("abort", abort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}

export { orAborted as n, SingleFlight as t };