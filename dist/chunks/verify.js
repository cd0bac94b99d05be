let require_rolldown_runtime;
let require_transport;
let require_spec;
let require_verification;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_repository_command = require("./repository-command.js");

// src/commands/verify.ts
const outputs = {
	digest: require_run.output(require_run.digestOutput, "Digest of the verified manifest.", (result) => result.digest),
	reference: require_run.output(require_run.lineOutput, "Reference of the manifest with its digest.", (result) => result.reference),
	"verified-by": require_options.verifiedByOutput
};
const verify = require_options.defineCommand({
	name: "verify",
	summary: "verify the signatures of an artifact",
	description: "Verifies that the manifest that <reference> names has the required signatures: signatures of cosign, and Sigstore bundles as actions/attest and cosign write them. Prints the verified digest.",
	examples: [{
		comment: "Verify a signature with a key",
		line: "verify ghcr.io/acme/bundle:v1 --verify-key cosign.pub"
	}, {
		comment: "Verify the provenance that a workflow attested",
		line: "verify ghcr.io/acme/bundle:v1 --verify-repository acme/bundle"
	}],
	options: {
		...require_repository_command.referenceOptions,
		...require_options.verifyOptions,
		...require_options.runOptions
	},
	outputs,
	failure: { placeInput: "reference" },
	run: async (inputs, context) => {
		const { label } = context;
		const verification = await require_options.readVerification(inputs, label);
		if (verification === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("verify-key"), void 0, `it is missing; give it, ${label("verify-identity")}, ${label("verify-repository")} or ${label("verify-policy")}`);
		return require_repository_command.withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
			const named = await (require_transport ??= require("./transport.js")).manifestLocation(repository, given, call);
			const name = (require_spec ??= require("./spec.js")).formatLocation(named);
			const options = {
				...verification,
				...call,
				name
			};
			const { digest, verifiedBy } = await (require_verification ??= require("./verification.js")).verifyArtifact(repository, (require_spec ??= require("./spec.js")).referenceOf(named), verification.policy, options);
			for (const line of require_options.verifiedLines(verifiedBy)) context.log.line(line);
			return {
				result: {
					reference: (require_spec ??= require("./spec.js")).formatLocation({
						...(require_spec ??= require("./spec.js")).repositoryOf(named),
						digest
					}),
					digest,
					verifiedBy
				},
				lines: [digest]
			};
		});
	}
});

exports.verify = verify;