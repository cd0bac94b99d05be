import { r as formatDuration } from "./format.js";

// src/commands/connection-log.ts
function withConnectionLogging(options, log) {
	const seen = /* @__PURE__ */ new Set();
	return {
		...options,
		onSecret: (secret) => {
			log.hide(secret);
		},
		onSource: (source) => {
			const text = source === void 0 ? "no credentials found; connecting anonymously" : `credentials: ${source}`;
			if (!seen.has(text)) log.line(text);
			seen.add(text);
		},
		onWarning: (text) => {
			log.warning(text);
		},
		onHttpEvent: (event) => {
			logHttpEvent(event, log);
		}
	};
}
function logHttpEvent(event, log) {
	switch (event.kind) {
		case "retry":
			log.line(`${event.method} ${event.url} failed (${event.reason}); attempt ${event.attempt + 1} of ${event.attempts} in ${formatDuration(event.delayMs)}`);
			break;
		case "request":
			log.debug(`${event.method} ${event.url} ${event.status} in ${formatDuration(event.ms)}`);
			break;
		case "redirect": log.debug(`${event.method} ${event.url} ${event.status} redirects to ${event.target}`);
	}
}

export { withConnectionLogging as t };