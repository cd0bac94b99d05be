import { p as printable, t as OciError } from "./error.js";

// src/spec/platform.ts
const annotationPlatform = "io.oci-artifact.platform";
const platformPattern = /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;
function isPlatformText(text) {
	return platformPattern.test(text);
}
function platformFromText(text) {
	const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new OciError("INPUT_INVALID", `"${printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, for example linux/amd64 or linux/arm64/v8`);
	return {
		architecture,
		os,
		...version === void 0 ? {} : { "os.version": version },
		...variant === void 0 ? {} : { variant }
	};
}
function platformText(platform) {
	const { os, architecture, variant } = platform;
	const version = platform["os.version"];
	return `${os}/${architecture}${variant ? `/${variant}` : ""}${version ? `:${version}` : ""}`;
}

export { platformText as i, isPlatformText as n, platformFromText as r, annotationPlatform as t };