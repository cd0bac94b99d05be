let require_printer;

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
			log.line(`${event.method} ${event.url} failed (${event.reason}); attempt ${event.attempt + 1} of ${event.attempts} in ${(require_printer ??= require("./printer.js")).formatDuration(event.delayMs)}`);
			break;
		case "request":
			log.debug(`${event.method} ${event.url} ${event.status} in ${(require_printer ??= require("./printer.js")).formatDuration(event.ms)}`);
			break;
		case "redirect": log.debug(`${event.method} ${event.url} ${event.status} redirects to ${event.target}`);
	}
}

Object.defineProperty(exports, "withConnectionLogging", {
  enumerable: true,
  get: function () {
    return withConnectionLogging;
  }
});