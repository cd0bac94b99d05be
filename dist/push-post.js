// src/action/push-post.ts
if (process.env["STATE_docker-entry"]) {
	const { runStep } = await import("./chunks/step2.js");
	const { removeDockerEntry } = await import("./chunks/docker-entry-state2.js");
	await runStep(removeDockerEntry);
}

export {  };