let require_streams;

// src/operations/observed.ts
function observed(options) {
	return options.onEvent === void 0 ? options : {
		...options,
		onEvent: (require_streams ??= require("./streams.js")).guardedHook("onEvent", options.onEvent)
	};
}

Object.defineProperty(exports, "observed", {
  enumerable: true,
  get: function () {
    return observed;
  }
});