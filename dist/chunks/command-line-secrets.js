let require_rolldown_runtime;
let require_secret_forms;

// src/cli/command-line-secrets.ts
const secretName = /(?:^|[-_])(?:password|passwd|passphrase|token|secret|secret[-_]access[-_]key|api[-_]?key)$/i;
function commandLineMask(args, env) {
	const fromEnvironment = Object.entries(env).flatMap(([name, value = ""]) => secretName.test(name) ? [value] : []);
	return (require_secret_forms ??= require("./secret-forms.js")).secretMask(() => [...valuesOfFlags(args), ...fromEnvironment].flatMap((require_secret_forms ??= require("./secret-forms.js")).secretForms));
}
function valuesOfFlags(args) {
	return args.flatMap((argument, index) => {
		const [, name = "", value = args[index + 1]] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(argument) ?? [];
		return secretName.test(name) && value !== void 0 ? [value] : [];
	});
}

exports.commandLineMask = commandLineMask;