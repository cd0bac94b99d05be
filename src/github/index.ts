export { GitHubPackage, type GitHubPackageOptions, type PackageVersion } from './packages.ts';
