import { n as secretMask, t as secretForms } from "./secret-forms.js";

// src/cli/command-line-secrets.ts
const secretName = /(?:^|[-_])(?:password|passwd|passphrase|token|secret|secret[-_]access[-_]key|api[-_]?key)$/i;
function commandLineMask(args, env) {
	const fromEnvironment = Object.entries(env).flatMap(([name, value = ""]) => secretName.test(name) ? [value] : []);
	return secretMask(() => [...valuesOfFlags(args), ...fromEnvironment].flatMap(secretForms));
}
function valuesOfFlags(args) {
	return args.flatMap((argument, index) => {
		const [, name = "", value = args[index + 1]] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(argument) ?? [];
		return secretName.test(name) && value !== void 0 ? [value] : [];
	});
}

export { commandLineMask };