let require_serving_storage;
let require_spec;
const require_run = require("./run.js");
const require_options = require("./options.js");

// src/commands/bucket-options.ts
const bucketOptions = {
	"s3-endpoint": require_run.option({
		type: require_options.text,
		defaultText: "`AWS_ENDPOINT_URL_S3`, or the store of AWS in the region",
		description: "URL of the store of the bucket, such as `https://minio.example.com:9000`."
	}),
	"s3-region": require_run.option({
		type: require_options.text,
		defaultText: "`AWS_REGION`, or `us-east-1`",
		description: "Region of the bucket."
	}),
	"s3-path-style": require_run.option({
		type: require_options.choice("auto", "true", "false"),
		default: "auto",
		description: "Whether URLs have the bucket in their path (`true`) or in their host name (`false`). `auto` is `true` with `s3-endpoint`."
	})
};
function bucketStorage(inputs, label, caFile) {
	const { storage, s3Endpoint: endpoint, s3Region: region, s3PathStyle } = inputs;
	if (storage !== void 0 && (require_serving_storage ??= require("./serving-storage.js")).isBucketUrl(storage)) return {
		url: storage,
		endpoint,
		region,
		pathStyle: s3PathStyle === "auto" ? void 0 : s3PathStyle === "true",
		caFile
	};
	const given = {
		"s3-endpoint": endpoint,
		"s3-region": region
	};
	for (const [name, value] of Object.entries(given)) if (value !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label(name), value, `needs a bucket; give ${label("storage")} s3://bucket/prefix`);
}

Object.defineProperty(exports, "bucketOptions", {
  enumerable: true,
  get: function () {
    return bucketOptions;
  }
});
Object.defineProperty(exports, "bucketStorage", {
  enumerable: true,
  get: function () {
    return bucketStorage;
  }
});