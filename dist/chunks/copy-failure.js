import { t as CopyError } from "./copy-error.js";
import { a as sideLabel } from "./inputs-registry.js";

// src/commands/copy-failure.ts
function copyFailureContext(error, { plan, from, to }, label) {
	const atSource = error instanceof CopyError && error.origin === "source";
	const place = atSource ? plan.source : plan.target;
	return {
		label: sideLabel(label, atSource ? "from" : "to"),
		plainHttp: (atSource ? from : to).plainHttp,
		...placeContext(atSource ? "source" : "target", place)
	};
}
function placeContext(input, place) {
	return {
		placeInput: input,
		directoryInput: input,
		registry: place.kind === "registry" ? place.registry : void 0
	};
}

export { placeContext as n, copyFailureContext as t };