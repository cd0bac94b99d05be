import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";

// src/output/reporter.ts
const phaseTitles = {
	package: "Package",
	push: "Push",
	tag: "Tag"
};
const blobStates = {
	uploaded: "uploaded",
	exists: "already exists",
	mounted: "mounted from another repository"
};
const tagTexts = {
	written: (tag) => `tagged ${tag}`,
	unchanged: (tag) => `tag ${tag} is unchanged`,
	skipped: (tag) => `tag ${tag} skipped (it points to another artifact)`
};
const maxCredentialFiles = 20;
function reportEvent(event, to) {
	switch (event.kind) {
		case "phase":
			to.phase(phaseTitles[event.phase]);
			break;
		case "progress":
			to.progress(event);
			break;
		case "warning":
			to.warning(event.text);
			break;
		case "notice":
			to.notice(event.text);
			break;
		case "line":
		case "retry":
			to.line(event.text);
			break;
		case "excluded":
			to.warning(`${formatNumber(event.count, "path")} excluded by patterns`);
			break;
		case "credential-files":
			to.warning(credentialFiles(event.paths));
			break;
		case "blob":
			to.line(`${shortDigest(event.digest)} (${formatBytes(event.size)}) ${blobStates[event.state]}`);
			break;
		case "tag": to.line(tagTexts[event.state](event.tag));
	}
}
function credentialFiles(paths) {
	const shown = paths.slice(0, maxCredentialFiles).join(", ");
	const more = paths.length > maxCredentialFiles ? ` and ${paths.length - maxCredentialFiles} more` : "";
	const [files, them] = paths.length === 1 ? ["a file that usually has", "it"] : ["files that usually have", "them"];
	return `the artifact contains ${files} credentials: ${shown}${more}; exclude ${them} unless this is intended`;
}

export { reportEvent as t };