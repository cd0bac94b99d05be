let require_descriptor;

// src/spec/platform.ts
const annotationPlatform = "io.oci-artifact.platform";
const platformPattern = /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;
function isPlatformText(text) {
	return platformPattern.test(text);
}
const architectureAliases = {
	i386: { architecture: "386" },
	x86_64: { architecture: "amd64" },
	"x86-64": { architecture: "amd64" },
	aarch64: { architecture: "arm64" },
	armhf: {
		architecture: "arm",
		variant: "v7"
	},
	armel: {
		architecture: "arm",
		variant: "v6"
	}
};
function namedAsInGo(platform) {
	const os = platform.os.toLowerCase();
	const architecture = platform.architecture.toLowerCase();
	const alias = Object.hasOwn(architectureAliases, architecture) ? architectureAliases[architecture] : void 0;
	const variant = alias?.variant ?? platform.variant?.toLowerCase();
	return {
		...platform,
		architecture: alias?.architecture ?? architecture,
		os: os === "macos" ? "darwin" : os,
		...variant === void 0 ? {} : { variant }
	};
}
function platformFromText(text) {
	const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new (require_descriptor ??= require("./descriptor.js")).OciError("INPUT_INVALID", `"${(require_descriptor ??= require("./descriptor.js")).printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, for example linux/amd64 or linux/arm64/v8`);
	return namedAsInGo({
		architecture,
		os,
		...version === void 0 ? {} : { "os.version": version },
		...variant === void 0 ? {} : { variant }
	});
}
function platformText(platform) {
	const { os, architecture, variant } = platform;
	const version = platform["os.version"];
	return `${os}/${architecture}${variant ? `/${variant}` : ""}${version ? `:${version}` : ""}`;
}

Object.defineProperty(exports, "annotationPlatform", {
  enumerable: true,
  get: function () {
    return annotationPlatform;
  }
});
Object.defineProperty(exports, "isPlatformText", {
  enumerable: true,
  get: function () {
    return isPlatformText;
  }
});
Object.defineProperty(exports, "namedAsInGo", {
  enumerable: true,
  get: function () {
    return namedAsInGo;
  }
});
Object.defineProperty(exports, "platformFromText", {
  enumerable: true,
  get: function () {
    return platformFromText;
  }
});
Object.defineProperty(exports, "platformText", {
  enumerable: true,
  get: function () {
    return platformText;
  }
});