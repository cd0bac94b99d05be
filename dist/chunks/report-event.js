import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";

// src/output/report-event.ts
const phaseTitles = {
	package: "Package",
	push: "Push",
	tag: "Tag"
};
const blobStates = {
	uploaded: "uploaded",
	exists: "is there already",
	mounted: "mounted from another repository"
};
const tagStates = {
	written: "points to this artifact now",
	unchanged: "points to this artifact already",
	skipped: "points to another artifact and was left as it is"
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
			to.warning(`${formatNumber(event.count, "path")} left out by exclude patterns`);
			break;
		case "credential-files":
			to.warning(credentialFiles(event.paths));
			break;
		case "blob":
			to.line(`${shortDigest(event.digest)} (${formatBytes(event.size)}) ${blobStates[event.state]}`);
			break;
		case "tag": to.line(`tag ${event.tag} ${tagStates[event.state]}`);
	}
}
function credentialFiles(paths) {
	const shown = paths.slice(0, maxCredentialFiles).join(", ");
	const more = paths.length > maxCredentialFiles ? ` and ${paths.length - maxCredentialFiles} more` : "";
	return `the artifact holds ${paths.length === 1 ? "a file" : "files"} that usually hold credentials: ${shown}${more}; exclude ${paths.length === 1 ? "it" : "them"} unless that is meant`;
}

export { reportEvent as t };