import { c as messageOf, o as isOciError, t as OciError } from "./error.js";

// src/transfer/copy-error.ts
var CopyError = class extends OciError {
	name = "CopyError";
	op;
	origin;
	constructor(op, origin, cause) {
		const why = messageOf(cause);
		const known = isOciError(cause) ? cause : void 0;
		super(known?.code ?? "UNKNOWN", `failed to perform "${op}" on ${origin}: ${why}`, {
			cause,
			detail: known?.detail,
			status: known?.status,
			wireCode: known?.wireCode
		});
		this.op = op;
		this.origin = origin;
	}
	get err() {
		return this.cause;
	}
};
async function onSide(op, origin, work) {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CopyError || isOciError(error, "ABORTED")) throw error;
		throw new CopyError(op, origin, error);
	}
}

export { onSide as n, CopyError as t };