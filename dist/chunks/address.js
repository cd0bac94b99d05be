let require_spec;

// src/bucket/address.ts
const scheme = "s3://";
const prefixPattern = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/;
function bucketAddress(url, options = {}, label = (name) => name) {
	const [bucket = "", ...folders] = url.slice(5).replace(/\/$/, "").split("/");
	const path = folders.join("/");
	const { region = "us-east-1", pathStyle = options.endpoint !== void 0 } = options;
	if (!url.startsWith(scheme) || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw (require_spec ??= require("./spec.js")).inputError(label("storage"), url, "is not the URL of a bucket, whose name has 3 to 63 lower-case letters, digits, \".\" and \"-\"; write for example s3://my-bucket/registry");
	if (path !== "" && (!prefixPattern.test(path) || folders.some((name) => /^\.+$/.test(name)))) throw (require_spec ??= require("./spec.js")).inputError(label("storage"), url, "has a prefix with other characters than letters, digits, \"_\", \".\" and \"-\"; write for example s3://my-bucket/registry");
	if (!/^[a-z0-9-]{1,63}$/i.test(region)) throw (require_spec ??= require("./spec.js")).inputError(label("s3-region"), region, "is not the name of a region; write for example eu-central-1");
	return {
		bucket,
		prefix: path === "" ? "" : `${path}/`,
		endpoint: endpointUrl(options.endpoint ?? `https://s3.${region}.amazonaws.com`, label),
		region,
		pathStyle
	};
}
function endpointUrl(text, label) {
	const advice = "write for example https://minio.example.com:9000";
	const url = URL.parse(text);
	if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") throw (require_spec ??= require("./spec.js")).inputError(label("s3-endpoint"), text, `is not the URL of a store; ${advice}`);
	if (url.username !== "" || url.password !== "") throw (require_spec ??= require("./spec.js")).inputError(label("s3-endpoint"), void 0, `it contains user information; ${advice}, and give the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`);
	return url;
}
function objectUrl({ endpoint, bucket, pathStyle }, key = "") {
	const url = new URL(endpoint);
	const base = endpoint.pathname.replace(/\/$/, "");
	if (!pathStyle) url.hostname = `${bucket}.${endpoint.hostname}`;
	url.pathname = pathStyle ? `${base}/${bucket}/${key}` : `${base}/${key}`;
	return url;
}
function formatBucket({ bucket, prefix }) {
	return `${scheme}${bucket}/${prefix}`.replace(/\/$/, "");
}

Object.defineProperty(exports, "bucketAddress", {
  enumerable: true,
  get: function () {
    return bucketAddress;
  }
});
Object.defineProperty(exports, "formatBucket", {
  enumerable: true,
  get: function () {
    return formatBucket;
  }
});
Object.defineProperty(exports, "objectUrl", {
  enumerable: true,
  get: function () {
    return objectUrl;
  }
});