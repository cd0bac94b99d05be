// src/action/push-post.ts
if (process.env["STATE_docker-entry"]) {
	const { runStep } = await import("./chunks/step2.js");
	const { tidyUp } = await import("./chunks/push-post-run.js");
	await runStep(tidyUp);
}

export {  };