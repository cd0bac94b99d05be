let require_spec;

// src/operations/observed.ts
function observed(options) {
	return options.onEvent === void 0 ? options : {
		...options,
		onEvent: (require_spec ??= require("./spec.js")).guardedHook("onEvent", options.onEvent)
	};
}

Object.defineProperty(exports, "observed", {
  enumerable: true,
  get: function () {
    return observed;
  }
});