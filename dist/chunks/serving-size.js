import { i as inputError } from "./error.js";

// src/commands/serving-size.ts
const powers = [
	"",
	"K",
	"M",
	"G",
	"T"
];
const pattern = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]?)(i?B)?$/i;
function byteSize(subject, value) {
	const [, number = "", prefix = "", unit = ""] = pattern.exec(value) ?? [];
	const base = unit.toUpperCase() === "B" ? 1e3 : 1024;
	const bytes = Math.floor(Number(number) * base ** powers.findIndex((power) => power === prefix.toUpperCase()));
	if (number !== "" && !(prefix === "" && unit.length === 2) && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
	throw inputError(subject, value, "is not a number of bytes above 0; write for example 512MiB or 20GB");
}

export { byteSize as t };