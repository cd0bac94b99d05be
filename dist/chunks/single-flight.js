import { f as throwIfAborted } from "./error.js";
import { r as untilAborted } from "./abortable.js";

// src/concurrency/single-flight.ts
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		throwIfAborted(signal);
		const flight = this.#flights.get(key) ?? this.#start(key, work);
		flight.waiting++;
		try {
			return await untilAborted(flight.promise, signal);
		} finally {
			flight.waiting--;
			if (flight.waiting === 0 && this.#remove(key, flight)) flight.stop.abort(signal?.reason);
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
		const remove = () => this.#remove(key, flight);
		flight.promise.then(remove, remove);
		return flight;
	}
	#remove(key, flight) {
		return this.#flights.get(key) === flight && this.#flights.delete(key);
	}
};

export { SingleFlight as t };