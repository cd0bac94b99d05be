import { n as saveDockerEntry, t as removeDockerEntry } from "./docker-entry-state.js";

export { removeDockerEntry };