// src/output/project.ts
const projectRepository = "oci-artifact/oci-artifact";
const projectCommand = "npx github:oci-artifact/oci-artifact#v0";

Object.defineProperty(exports, "projectCommand", {
  enumerable: true,
  get: function () {
    return projectCommand;
  }
});
Object.defineProperty(exports, "projectRepository", {
  enumerable: true,
  get: function () {
    return projectRepository;
  }
});