let require_spec;
let require_verification;

// src/operations/verify-location.ts
function verifierOf(verify) {
	return verify === void 0 ? void 0 : new (require_verification ??= require("./verification.js")).PolicyVerifier(verify);
}
async function verifyLocation(verifier, repository, location, { signal }) {
	return verifier?.verify(repository, (require_spec ??= require("./spec.js")).referenceOf(location), {
		name: (require_spec ??= require("./spec.js")).formatLocation(location),
		signal
	});
}

Object.defineProperty(exports, "verifierOf", {
  enumerable: true,
  get: function () {
    return verifierOf;
  }
});
Object.defineProperty(exports, "verifyLocation", {
  enumerable: true,
  get: function () {
    return verifyLocation;
  }
});