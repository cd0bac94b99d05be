const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_run;
const require_spec = require("./spec.js");
let require_decompress;
let require_reader;
let require_usingCtx;
let require_markdown;
let node_crypto;

// src/page/html.ts
var Html = class {
	#text;
	constructor(text) {
		this.#text = text;
	}
	toString() {
		return this.#text;
	}
};
function markup(strings, ...values) {
	let text = strings[0] ?? "";
	for (const [index, value] of values.entries()) text += markupOf(value) + (strings[index + 1] ?? "");
	return new Html(text);
}
function preformatted(text) {
	return new Html(text.split("\n").map(markupOf).join("\n"));
}
function inlineCode(element, code) {
	return new Html(`<${element}>${code}</${element}>`);
}
function markupOf(value) {
	if (value === void 0 || value === false) return "";
	if (value instanceof Html) return value.toString();
	if (typeof value === "string" || typeof value === "number") return escaped(String(value));
	return value.map(markupOf).join("");
}
const entities = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;",
	"'": "&#39;"
};
function escaped(text) {
	return require_spec.printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
function table(caption, columns, rows) {
	return markup`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ label, kind }) => markup`<th scope="col" ${kindOf(kind)}>${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map((cells) => {
		return markup`<tr>
      ${cells.map((cell, index) => {
			const { label, kind } = columns[index] ?? { label: "" };
			return markup`<td data-label="${label}" ${kindOf(kind)}>${cell}</td>`;
		})}
    </tr> `;
	})}
    </tbody>
  </table>`;
}
function kindOf(kind) {
	return kind && markup` class="${kind}"`;
}

// src/page/links.ts
function pageLink(address) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(address)) if (value !== void 0) query.set(name, String(value));
	return query.size === 0 ? "/" : `/?${query.toString().replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
}

// src/page/cells.ts
function dateCell(date) {
	const time = Date.parse(date?.toUpperCase() ?? "");
	if (Number.isNaN(time)) return void 0;
	const iso = new Date(time).toISOString();
	return markup`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}
function sizeCell(bytes) {
	return bytes === void 0 ? void 0 : (require_run ??= require("./run.js")).formatBytes(bytes);
}
function manifestLink(repository, digest) {
	return markup`<a class="mono" href="${pageLink({
		repository,
		digest
	})}">${(require_run ??= require("./run.js")).shortDigest(digest)}</a>`;
}
function copyable(text) {
	return markup`<span class="copy"><code>${text}</code></span>`;
}
function openForm() {
	return markup`<form action="/" method="get">
    <input
      name="repository"
      required
      aria-label="Name of the repository"
      placeholder="Name of a repository, such as team/app"
      autocapitalize="none"
      spellcheck="false"
    /><button>Open</button>
  </form>`;
}
function note(text) {
	return markup`<p class="note" role="note">${text}</p>`;
}

// src/page/script.ts
const script = `
(() => {
  const load = async (url, id, signal) => {
    const reply = await fetch(url, { headers: { accept: 'text/html' }, signal });
    const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
    const part = page.getElementById(id) ?? page.querySelector('main');
    if (part === null) throw new Error('no page');
    return document.adoptNode(part);
  };
  const copy = async (code, button) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // The clipboard needs HTTPS or a loopback address.
      getSelection().selectAllChildren(code);
      if (!document.execCommand('copy')) return;
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  for (const code of document.querySelectorAll('.copy code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy ' + code.textContent);
    button.addEventListener('click', () => copy(code, button));
    code.after(button);
  }
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a[data-files]');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    const row = link.closest('tr');
    if (link.ariaExpanded === 'true') {
      row.nextElementSibling.remove();
      link.ariaExpanded = 'false';
      return;
    }
    if (link.ariaBusy === 'true') return;
    link.ariaBusy = 'true';
    try {
      const files = await load(link.href, 'files');
      const inline = document.createElement('tr');
      inline.className = 'inline';
      const cell = inline.appendChild(document.createElement('td'));
      cell.colSpan = row.children.length;
      cell.append(files);
      row.after(inline);
      link.ariaExpanded = 'true';
    } catch {
      location.href = link.href;
    }
    link.ariaBusy = 'false';
  });
  const search = document.querySelector('input[type=search]');
  if (search === null) return;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.closest('input')) return;
    event.preventDefault();
    search.select();
  });
  let timer;
  let last;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      last?.abort();
      last = new AbortController();
      const { signal } = last;
      const query = new URLSearchParams(new FormData(search.form));
      if (search.value.trim() === '') query.delete('q');
      const url = query.size === 0 ? '/' : '/?' + query;
      try {
        const results = await load(url, 'results', signal);
        document.getElementById('results').replaceWith(results);
        history.replaceState(null, '', url);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }, 150);
  });
})();
`;

// src/page/style.ts
const style = `
:root{color-scheme:light dark;--bg:#fff;--panel:#f6f8fa;--line:#d9dfe5;--text:#1c2128;--muted:#57606a;--link:#0a58ca;
--green:#116329;--green-bg:#dafbe1;--blue:#0a3d91;--blue-bg:#ddebff;--amber:#7a4100;--amber-bg:#fff1d6;
--sans:-apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--panel:#151b23;--line:#303842;--text:#e6edf3;--muted:#9da7b3;
--link:#79b8ff;--green:#7ee2a0;--green-bg:#12301c;--blue:#a5c9ff;--blue-bg:#14284a;--amber:#f2c677;--amber-bg:#3a2a0e}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 var(--sans);overflow-wrap:anywhere}
header,main,footer{max-width:1060px;margin:0 auto;padding:0 24px}
.top{border-bottom:1px solid var(--line);background:var(--panel)}
.top header{display:flex;align-items:center;gap:10px;min-height:56px}
.brand{display:flex;align-items:center;gap:10px;color:var(--text);font-weight:600}
.top small{color:var(--muted);font-size:13px;margin-left:auto}
main{padding-top:22px;padding-bottom:40px}
footer{color:var(--muted);font-size:13px;padding-bottom:32px}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;font-weight:600;letter-spacing:-.01em}
h2{font-size:16px;margin:34px 0 10px;font-weight:600}
p{margin:6px 0 14px}
nav{font-size:14px;margin-bottom:14px;color:var(--muted)}
nav a+a::before{content:"/";padding:0 8px;color:var(--muted)}
code,pre,.mono{font-family:var(--mono);font-size:13px}
.muted{color:var(--muted)}
form{display:flex;gap:8px;margin:14px 0}
input{flex:1;min-width:0;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:8px;
padding:8px 12px}
::placeholder{color:var(--muted);opacity:1}
button,.button{font:inherit;font-size:13px;color:var(--text);background:var(--panel);border:1px solid var(--line);
border-radius:8px;padding:6px 14px;cursor:pointer;white-space:nowrap}
button:hover,.button:hover{border-color:var(--muted);text-decoration:none}
table{width:100%;border:1px solid var(--line);border-radius:10px;border-spacing:0;font-size:14px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:9px 14px}
th{color:var(--muted);font-size:12.5px;font-weight:600;background:var(--panel);white-space:nowrap}
th:first-child{border-radius:9px 0 0 0}
th:last-child{border-radius:0 9px 0 0}
td{border-top:1px solid var(--line)}
tbody tr:hover td{background:var(--panel)}
tr:last-child td:first-child{border-radius:0 0 0 9px}
tr:last-child td:last-child{border-radius:0 0 9px}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.main{font-weight:600}
.main .muted{font-weight:400}
td time{white-space:nowrap}
.names{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:10px;overflow:hidden}
.names a{display:block;padding:10px 16px;color:var(--text);font-weight:600;outline-offset:-2px}
.names li+li{border-top:1px solid var(--line)}
.names a:hover{background:var(--panel);color:var(--link);text-decoration:none}
.names .muted{font-weight:400}
.pages{display:flex;gap:8px;margin-top:16px}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:7px 22px;margin:18px 0 0;font-size:14px}
dt{color:var(--muted)}
dd{margin:0;min-width:0}
.commands{display:grid;grid-template-columns:max-content minmax(0,1fr);border:1px solid var(--line);border-radius:10px;
margin:0;gap:0}
.commands dt{padding:10px 16px;font-weight:600;color:var(--text)}
.commands dd{padding:7px 10px 7px 0}
.commands dt:nth-of-type(n+2),.commands dd:nth-of-type(n+2){border-top:1px solid var(--line)}
.copy{display:flex;align-items:center;gap:10px}
.copy code{flex:1;min-width:0;user-select:all}
.copy button{padding:2px 10px}
.badge{display:inline-block;font-size:12px;font-weight:600;line-height:20px;padding:0 9px;border-radius:20px;
background:var(--panel);border:1px solid var(--line);color:var(--muted);white-space:nowrap}
.signature{color:var(--green);background:var(--green-bg);border-color:transparent}
.sbom{color:var(--blue);background:var(--blue-bg);border-color:transparent}
.attestation,.report{color:var(--amber);background:var(--amber-bg);border-color:transparent}
.tree,.tree ul{list-style:none;margin:0;padding:0}
.tree{border:1px solid var(--line);border-radius:10px;padding:7px 14px}
.tree ul{padding-left:22px;margin-left:10px}
.tree li{position:relative;padding:5px 0}
.tree ul>li::before{content:"";position:absolute;left:-22px;top:-4px;width:14px;height:22px;
border:1px solid var(--muted);border-width:0 0 1px 1px;border-bottom-left-radius:6px;opacity:.6}
.tree ul>li:not(:last-child)::after{content:"";position:absolute;left:-22px;top:0;bottom:0;
border-left:1px solid var(--muted);opacity:.6}
.node{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px;font-size:14px}
pre{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:10px 0 0;
overflow:auto;white-space:pre-wrap}
summary{cursor:pointer;font-weight:600;margin-top:34px}
.note{background:var(--amber-bg);color:var(--amber);border-radius:8px;padding:9px 14px;margin:14px 0}
.actions{white-space:nowrap}
.actions a+a{margin-left:14px}
.inline>td{padding:14px;background:var(--panel)}
.inline table{background:var(--bg)}
@media (max-width:640px){
header,main,footer{padding-left:16px;padding-right:16px}
.top small{display:none}
h1{font-size:20px}
dl:not(.commands){grid-template-columns:1fr;gap:0}
dl:not(.commands) dd{margin-bottom:10px}
.commands{grid-template-columns:1fr}
.commands dt{padding:10px 14px 0}
.commands dd{padding:4px 14px 10px}
.commands dd:nth-of-type(n+2){border-top:0}
.copy{align-items:flex-start}
table,tbody,tr,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:8px 0;border-top:1px solid var(--line)}
tr:first-child{border-top:0}
td,.number{display:flex;gap:12px;border:0;padding:2px 14px;text-align:left;white-space:normal}
td::before{content:attr(data-label);flex:0 0 84px;color:var(--muted);font-size:13px;font-weight:400}
td:empty,.inline>td::before{display:none}
tbody tr:hover td{background:none}
.inline>td{display:block}
#files tr{display:flex;flex-wrap:wrap;justify-content:space-between}
#files td{padding:1px 14px}
#files td:first-child{flex:1 0 100%}
#files td::before{display:none}
.tree ul{padding-left:18px;margin-left:4px}
.tree ul>li::before,.tree ul>li::after{left:-18px}
}`;

// src/page/document.ts
const icon = markup`<svg
  width="22"
  height="22"
  viewBox="0 0 22 22"
  fill="none"
  stroke="currentColor"
  stroke-width="1.7"
  stroke-linejoin="round"
  aria-hidden="true"
>
  <path d="M11 2 19.5 6.5v9L11 20 2.5 15.5v-9zM2.5 6.5 11 11l8.5-4.5M11 11v9" />
</svg>`;
const favicon = `data:image/svg+xml,${encodeURIComponent("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 22 22\"><path fill=\"#2f81f7\" d=\"M11 1 20 6v10l-9 5-9-5V6z\"/></svg>")}`;
function documentOf(host, { title, path, content, status = 200 }) {
	const trail = path?.map(({ text, address }) => markup`<a href="${pageLink(address)}">${text}</a>`);
	const body = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} \u00b7 ${host}</title>
<link rel="icon" href="${favicon}">
${inlineCode("style", style)}
</head>
<body>
<div class="top"><header><a class="brand" href="/">${icon}${host}</a><small>OCI registry</small></header></div>
<main>
${trail && markup`<nav aria-label="Path">${trail}</nav>`}
${content}
</main>
<footer>This page is read-only. Served by oci-artifact.</footer>
${inlineCode("script", script)}
</body>
</html>
`;
	return {
		status,
		headers,
		body: body.toString()
	};
}
function sourceHash(code) {
	return `'sha256-${(0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(code).digest("base64")}'`;
}
const headers = [
	"content-type",
	"text/html; charset=utf-8",
	"content-security-policy",
	[
		"default-src 'none'",
		`script-src ${sourceHash(script)}`,
		`style-src ${sourceHash(style)}`,
		"img-src data:",
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'"
	].join("; "),
	"cross-origin-opener-policy",
	"same-origin",
	"cross-origin-resource-policy",
	"same-origin",
	"referrer-policy",
	"no-referrer",
	"cache-control",
	"no-store",
	"vary",
	"accept"
];

// src/page/error-view.ts
const titles = {
	400: "Invalid address",
	401: "Log in to this registry",
	403: "Access denied",
	404: "Not found",
	429: "Too many requests"
};
function errorPage({ host, status, code, message, challenges }) {
	const title = titles[status] ?? "The registry cannot show this page";
	const content = markup`<h1>${title}</h1>
    <p>${message}</p>
    ${status === 403 && openForm()} ${status === 401 && loginAdvice(host, challenges)}
    <p class="muted">Status ${status}, ${code}</p>
    <p><a class="button" href="/">Show the repositories</a></p>`;
	return documentOf(host, {
		title,
		content,
		status
	});
}
function loginAdvice(host, challenges) {
	if (challenges.includes("basic")) return markup`<p>Load the page again, and enter your user name and password.</p>`;
	return markup`<p>This registry accepts only tokens, which a browser does not send. Use the command line:</p>
    <dl class="commands">
      <dt>Log in</dt>
      <dd>${copyable(`oci-artifact login ${host}`)}</dd>
      <dt>List</dt>
      <dd>${copyable(`oci-artifact repos ${host}`)}</dd>
    </dl>`;
}

// src/page/labels.ts
const signature = {
	kind: "signature",
	text: "Signature"
};
const sbom = {
	kind: "sbom",
	text: "SBOM"
};
const attestation = {
	kind: "attestation",
	text: "Attestation"
};
const report = {
	kind: "report",
	text: "Report"
};
const other = {
	kind: "other",
	text: "Artifact"
};
const patterns = [
	[/spdx|cyclonedx|sbom|vnd\.syft/i, sbom],
	[/sarif|vuln|openvex|scan/i, report],
	[/in-toto|provenance|attestation|dsse|slsa/i, attestation],
	[/signature|\.sig\b|simplesigning|cosign|sigstore/i, signature]
];
function referrerLabel(artifactType, annotations = {}) {
	const predicate = annotations["dev.sigstore.bundle.predicateType"] ?? annotations["predicateType"];
	if (predicate !== void 0) return {
		kind: "attestation",
		text: `Attestation${predicateName(predicate)}`
	};
	if (annotations["dev.sigstore.bundle.content"] === "dsse-envelope") return attestation;
	return patterns.find(([pattern]) => pattern.test(artifactType))?.[1] ?? other;
}
function predicateName(predicate) {
	if (/spdx|cyclonedx/i.test(predicate)) return ": SBOM";
	if (/provenance/i.test(predicate)) return ": provenance";
	if (/vuln|scan/i.test(predicate)) return ": scan";
	return /openvex|\bvex\b/i.test(predicate) ? ": VEX" : "";
}
const cosignTags = [
	[".sig", signature],
	[".att", attestation],
	[".sbom", sbom]
];
const typeNames = {
	[require_spec.mediaTypeImageConfig]: "Image",
	"application/vnd.docker.container.image.v1+json": "Image",
	"application/vnd.cncf.helm.config.v1+json": "Helm chart",
	"application/vnd.cncf.flux.config.v1+json": "Flux artifact",
	"application/vnd.wasm.config.v0+json": "WebAssembly component",
	"application/vnd.docker.ai.model.config.v0.1+json": "Docker model",
	"application/vnd.cncf.model.config.v1+json": "ModelPack model"
};
function isImageConfig(mediaType) {
	return /image\.(?:config\.)?v1\+json$/.test(mediaType);
}
function typeName(artifactType) {
	if (artifactType === void 0) return "Artifact";
	return Object.hasOwn(typeNames, artifactType) ? typeNames[artifactType] ?? artifactType : artifactType;
}

// src/page/manifests.ts
const maxReads$1 = 8;
const maxConfigBytes = 1048576;
var ManifestReader = class {
	#registry;
	#repository;
	#options;
	#semaphore = new require_spec.Semaphore(maxReads$1);
	#entries = /* @__PURE__ */ new Map();
	#remaining;
	constructor(registry, repository, limit, options) {
		this.#registry = registry;
		this.#repository = repository;
		this.#remaining = limit;
		this.#options = options;
	}
	async tag(tag) {
		return load(await this.#registry.getTag(this.#repository, tag, this.#options));
	}
	async digest(digest) {
		return load(await this.#registry.getManifest(this.#repository, digest, this.#options));
	}
	async facts({ manifest }) {
		switch (manifest?.kind) {
			case "manifest": return {
				size: manifest.config.size + totalSize(manifest.layers),
				created: dateIn(manifest) ?? await this.#configDate(manifest.config)
			};
			case "artifact": return {
				size: totalSize(manifest.blobs),
				created: dateIn(manifest)
			};
			case "index": {
				const facts = await Promise.all(manifest.manifests.map((entry) => this.entryFacts(entry)));
				const sizes = facts.map(({ size }) => size).filter((size) => size !== void 0);
				return {
					size: sizes.length < facts.length ? void 0 : sizes.reduce((sum, size) => sum + size, 0),
					created: dateIn(manifest) ?? facts.find(({ created }) => created !== void 0)?.created
				};
			}
			case void 0: return unknownFacts;
		}
	}
	entryFacts({ digest }) {
		const facts = this.#entries.get(digest) ?? this.#semaphore.run(() => this.#readEntry(digest));
		this.#entries.set(digest, facts);
		return facts;
	}
	async #readEntry(digest) {
		if (this.#remaining-- <= 0) return unknownFacts;
		try {
			const loaded = await this.digest(digest);
			return loaded.manifest?.kind === "index" ? unknownFacts : await this.facts(loaded);
		} catch (error) {
			if (require_spec.isOciError(error, "ABORTED")) throw error;
			return unknownFacts;
		}
	}
	async #configDate({ mediaType, digest, size }) {
		if (!isImageConfig(mediaType) || size > maxConfigBytes || this.#remaining-- <= 0) return void 0;
		try {
			try {
				var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const config = await _usingCtx$2.a(await this.#registry.getBlob(this.#repository, digest, this.#options)).json({ limit: maxConfigBytes });
				return require_spec.isRecord(config) && typeof config["created"] === "string" ? realDate(config["created"]) : void 0;
			} catch (_) {
				_usingCtx$2.e = _;
			} finally {
				await _usingCtx$2.d();
			}
		} catch (error) {
			if (require_spec.isOciError(error, "ABORTED")) throw error;
			return;
		}
	}
};
const unknownFacts = {
	size: void 0,
	created: void 0
};
async function load(source) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const reader = _usingCtx3.a(source);
		const { descriptor } = reader;
		const bytes = await reader.bytes({ limit: require_spec.maxManifestBytes });
		try {
			return {
				descriptor,
				bytes,
				manifest: require_spec.parseManifest(bytes, descriptor.mediaType)
			};
		} catch (error) {
			if (!require_spec.isOciError(error)) throw error;
			return {
				descriptor,
				bytes,
				manifest: void 0
			};
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
function totalSize(descriptors) {
	return descriptors.reduce((sum, { size }) => sum + size, 0);
}
function dateIn({ annotations }) {
	return realDate(annotations?.[require_spec.annotationCreated]);
}
function realDate(date) {
	return date !== void 0 && require_spec.isRfc3339(date) && date !== "1970-01-01T00:00:00Z" ? date : void 0;
}

// src/page/layer-files.ts
const maxListedFiles = 1e3;
const maxReadBytes = 1024 ** 3;
function isPacked({ mediaType, annotations }) {
	return /[.+/]tar\b/i.test(mediaType) || /\.(?:tar|tgz|tar\.(?:gz|zst))$/i.test(annotations?.["org.opencontainers.image.title"] ?? "");
}
async function layerFiles(request, repository, at, semaphore) {
	const { registry, signal, onStale } = request;
	const { manifest } = await new ManifestReader(registry, repository, 0, {
		signal,
		onStale
	}).digest(at.digest);
	const layer = manifest && require_spec.successorsOf(manifest).find(({ digest }) => digest === at.layer);
	if (layer === void 0) throw new require_spec.OciError("NOT_FOUND", `the manifest ${at.digest} does not contain the layer ${at.layer}`);
	const { entries, end } = await semaphore.run(() => listFiles(request, repository, layer));
	const count = `${(require_run ??= require("./run.js")).formatCount(entries.length)} ${entries.length === 1 ? "entry" : "entries"}`;
	const title = layer.annotations?.["org.opencontainers.image.title"] ?? layer.digest;
	return {
		title: `Files of ${title}`,
		path: [
			{
				text: "Repositories",
				address: {}
			},
			{
				text: repository,
				address: { repository }
			},
			{
				text: "Manifest",
				address: {
					repository,
					digest: at.digest
				}
			}
		],
		content: markup`<h1>Files of ${title}</h1>
      <div id="files">
        <p class="muted">${count}, ${(require_run ??= require("./run.js")).formatBytes(layer.size)} packed</p>
        ${end !== void 0 && note(end)} ${entries.length > 0 && table("Files", columns, entries)}
      </div>`
	};
}
const columns = [
	{ label: "Name" },
	{ label: "Mode" },
	{
		label: "Size",
		kind: "number"
	}
];
async function listFiles(request, repository, layer) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { registry, signal } = request;
		const entries = [];
		const reader = _usingCtx$1.a(await registry.getBlob(repository, layer.digest, {
			signal,
			expectedSize: layer.size
		}));
		const content = (require_decompress ??= require("./decompress.js")).decompress(reader.borrowed(), {
			maxSize: maxReadBytes,
			signal
		});
		try {
			const archive = new (require_reader ??= require("./reader.js")).TarReader(content, { what: "the layer" });
			for (;;) {
				const entry = await archive.next();
				if (entry === void 0) return {
					entries,
					end: void 0
				};
				if (entries.length === 1e3) return {
					entries,
					end: `The list has the first ${(require_run ??= require("./run.js")).formatCount(maxListedFiles)} files. Pull the artifact for all.`
				};
				entries.push(row(entry));
			}
		} catch (error) {
			if (require_spec.isOciError(error, "SIZE_LIMIT")) return {
				entries,
				end: `The list has the files in the first ${(require_run ??= require("./run.js")).formatBytes(maxReadBytes)} of the layer.`
			};
			if (!require_spec.isOciError(error, "ARCHIVE_INVALID")) throw error;
			return {
				entries,
				end: `The layer cannot be read as a tar archive: ${error.message}`
			};
		} finally {
			await content.return();
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function row({ type, name, linkName, mode, size }) {
	const target = linkName.byteLength > 0 && markup` <span class="muted">\u2192 ${linkName.toString()}</span>`;
	return [
		markup`<span class="mono">${name.toString()}</span>${target}`,
		markup`<span class="mono muted">${mode.toString(8).padStart(4, "0")}</span>`,
		type === "file" ? sizeCell(size) : markup`<span class="muted">${type}</span>`
	];
}

// src/page/commands.ts
function commandList(target) {
	const items = commandLines(target).map(([tool, line]) => markup`<dt>${tool}</dt>
        <dd>${copyable(line)}</dd> `);
	return markup`<dl class="commands">${items}</dl>`;
}
function commandLines(target) {
	const { host, isSecure, isImage } = target;
	const reference = (require_markdown ??= require("./markdown.js")).shellWord(target.reference);
	const isPlain = !isSecure && !require_spec.isLoopbackHost(host);
	const plain = isPlain ? "--plain-http " : "";
	const orasPlain = isSecure || require_spec.bareHost(host) === "localhost" ? "" : "--plain-http ";
	const crane = isPlain ? "crane --insecure" : "crane";
	return [
		["oci-artifact", `oci-artifact pull ${plain}${reference} -o out`],
		["oras", `oras pull ${orasPlain}${reference}`],
		["crane", isImage ? `${crane} pull ${reference} image.tar` : `${crane} manifest ${reference}`],
		["docker", isImage ? `docker pull ${reference}` : `docker buildx imagetools inspect ${reference}`]
	];
}

// src/page/names.ts
const defaultPageSize = 100;
const maxPageSize = 1e3;
const maxScanned = 1e5;
function nameQuery(parameter) {
	const n = parameter("n") ?? String(100);
	if (!/^[1-9]\d{0,8}$/.test(n)) throw new require_spec.OciError("INPUT_INVALID", `the query parameter "n" is "${require_spec.printable(n, 40)}"; use a whole number from 1`);
	return {
		search: (parameter("q") ?? "").trim(),
		limit: Math.min(Number(n), maxPageSize),
		startAfter: parameter("last")
	};
}
async function readNames(names, { search, limit }, isVisible = () => true) {
	const wanted = search.toLowerCase();
	const page = [];
	let scanned = 0;
	let previous;
	for await (const name of names) {
		if (scanned++ === 1e5) return {
			names: page,
			next: previous
		};
		previous = name;
		if (!name.toLowerCase().includes(wanted) || !isVisible(name)) continue;
		if (page.length === limit) return {
			names: page,
			next: page.at(-1)
		};
		page.push(name);
	}
	return {
		names: page,
		next: void 0
	};
}

// src/page/name-lists.ts
const maxReads = 8;
const maxDetails = 1e3;
async function repositoryList(request, catalog) {
	const { registry, parameter, isVisible, signal, onStale } = request;
	const selection = nameQuery(parameter);
	const { search, startAfter } = selection;
	if (startAfter !== void 0) require_spec.checkRepositoryName(startAfter);
	let results;
	try {
		const names = search === "" ? registry.repositories({
			startAfter,
			signal,
			onStale
		}) : catalog.names(request, startAfter);
		const page = await readNames(names, selection, isVisible);
		const items = page.names.map((name) => markup`<li><a href="${pageLink({ repository: name })}">${pathName(name)}</a></li> `);
		results = resultsOf(page, selection, {}, "repository", markup`<ul class="names">
        ${items}
      </ul>`);
	} catch (error) {
		if (!require_spec.isOciError(error, "UNSUPPORTED", "NOT_FOUND", "DENIED", "UNAUTHORIZED", "NAME_UNKNOWN")) throw error;
		return withoutCatalog();
	}
	return {
		title: "Repositories",
		content: markup`<h1>Repositories</h1>
    ${searchForm("Search repositories", selection)} ${results}`
	};
}
function withoutCatalog() {
	return {
		title: "Repositories",
		content: markup`<h1>Repositories</h1>
    ${note("This registry does not list its repositories. Enter the name of a repository to open it.")}
    ${openForm()}`
	};
}
async function tagList(request, repository, hasDetails) {
	const { registry, parameter, signal, onStale } = request;
	const selection = nameQuery(parameter);
	const { search, limit, startAfter } = selection;
	if (startAfter !== void 0) require_spec.checkTag(startAfter);
	const path = [{
		text: "Repositories",
		address: {}
	}];
	if (require_spec.isDigest(search)) {
		const found = markup`<p>${manifestLink(repository, search)}</p>`;
		return {
			title: repository,
			path,
			content: [tagsHead(repository, selection), markup`<div id="results">${found}</div>`]
		};
	}
	const listed = search === "" ? limit + 1 : void 0;
	const page = await readNames(registry.tags(repository, {
		startAfter,
		limit: listed,
		signal,
		onStale
	}), selection);
	const tags = hasDetails ? await detailsTable(request, repository, page.names) : markup`<ul class="names">
          ${page.names.map((tag) => markup`<li><a href="${pageLink({
		repository,
		tag
	})}">${tag}</a></li> `)}
        </ul>
        <p class="muted">
          The view of a tag has its size and date. This list does not read the manifests, because this registry fetches
          them from another one.
        </p>`;
	const results = resultsOf(page, selection, { repository }, "tag", tags);
	return {
		title: repository,
		path,
		content: [tagsHead(repository, selection), results]
	};
}
function tagsHead(repository, selection) {
	return markup`<h1>${pathName(repository)}</h1>
    ${searchForm("Search tags, or enter a digest", selection, repository)} `;
}
const tagColumns = [
	{
		label: "Tag",
		kind: "main"
	},
	{ label: "Type" },
	{
		label: "Size",
		kind: "number"
	},
	{ label: "Created" },
	{ label: "Digest" }
];
async function detailsTable(request, repository, tags) {
	const details = /* @__PURE__ */ new Map();
	const { registry, signal, onStale } = request;
	await require_spec.forEachConcurrent(tags, maxReads, async (tag, inner) => {
		const options = {
			signal: inner,
			onStale
		};
		const reader = new ManifestReader(registry, repository, Math.ceil(maxDetails / tags.length), options);
		try {
			const loaded = await reader.tag(tag);
			const facts = await reader.facts(loaded);
			details.set(tag, {
				digest: loaded.descriptor.digest,
				type: typeText(loaded),
				facts
			});
		} catch (error) {
			if (require_spec.isOciError(error, "ABORTED")) throw error;
		}
	}, signal);
	const rows = tags.map((tag) => {
		const link = markup`<a href="${pageLink({
			repository,
			tag
		})}">${tag}</a>`;
		const found = details.get(tag);
		if (found === void 0) return [
			link,
			void 0,
			void 0,
			void 0,
			void 0
		];
		const { digest, type, facts } = found;
		const short = markup`<span class="mono muted">${(require_run ??= require("./run.js")).shortDigest(digest)}</span>`;
		return [
			link,
			type,
			sizeCell(facts.size),
			dateCell(facts.created),
			short
		];
	});
	return table("Tags", tagColumns, rows);
}
function typeText({ manifest, descriptor }) {
	if (manifest === void 0) return descriptor.mediaType;
	if (manifest.kind !== "index") return typeName(require_spec.artifactTypeOf(manifest));
	const platforms = platformCount(manifest);
	return platforms === 0 ? "Index" : `Index, ${platforms} ${platforms === 1 ? "platform" : "platforms"}`;
}
function platformCount(index) {
	return index.manifests.filter(({ platform }) => platform !== void 0 && platform.os !== "unknown").length;
}
function pathName(name) {
	const slash = name.lastIndexOf("/") + 1;
	return markup`<span class="muted">${name.slice(0, slash)}</span>${name.slice(slash)}`;
}
function searchForm(label, { search }, repository) {
	const scope = repository !== void 0 && markup`<input type="hidden" name="repository" value="${repository}" />`;
	return markup`<form role="search" action="/" method="get">
    ${scope}<input
      type="search"
      name="q"
      value="${search}"
      aria-label="${label}"
      placeholder="${label}"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
    /><button>Search</button>
  </form>`;
}
function resultsOf(page, selection, address, noun, list) {
	const { names, next } = page;
	const { search, startAfter } = selection;
	const q = search === "" ? void 0 : search;
	const plural = noun === "tag" ? "tags" : "repositories";
	const count = names.length === 0 ? `No ${plural}${q === void 0 ? "" : ` match "${q}"`}` : `${names.length} ${names.length === 1 ? noun : plural}`;
	const range = startAfter === void 0 ? "" : ` after ${startAfter}`;
	const rest = next === void 0 ? "" : ", more follow";
	const custom = selection.limit === 100 ? void 0 : selection.limit;
	const first = startAfter !== void 0 && pageButton("First page", {
		...address,
		q,
		n: custom
	});
	const following = next !== void 0 && pageButton("Next page", {
		...address,
		q,
		n: custom,
		last: next
	});
	return markup`<div id="results">
    <p class="muted" role="status">${count}${range}${rest}</p>
    ${names.length > 0 && list}
    ${(first !== false || following !== false) && markup`<div class="pages">${first}${following}</div>`}
  </div>`;
}
function pageButton(text, address) {
	return markup`<a class="button" href="${pageLink(address)}">${text}</a>`;
}

// src/page/referrer-tree.ts
const maxNodes = 200;
const maxLevels = 8;
async function referrerTree(request, repository, subject) {
	const budget = {
		remaining: maxNodes,
		isExceeded: false
	};
	let nodes;
	try {
		nodes = [...await nodesOf(request, repository, subject, budget, 1), ...await cosignNodes(request, repository, subject)];
	} catch (error) {
		if (!require_spec.isOciError(error, "UNSUPPORTED")) throw error;
		return note("This registry does not list referrers.");
	}
	if (nodes.length === 0) return markup`<p class="muted">No signatures, SBOMs, attestations or other referrers.</p>`;
	const rest = budget.isExceeded && note(`The tree shows at most ${maxNodes} referrers and ${maxLevels} levels.`);
	return markup`<ul class="tree">
      ${nodes}
    </ul>
    ${rest}`;
}
async function nodesOf(request, repository, subject, budget, level) {
	const nodes = [];
	const { registry, signal } = request;
	for await (const referrer of registry.referrers(repository, subject, { signal })) {
		if (!require_spec.isManifestMediaType(referrer.mediaType)) continue;
		if (level > maxLevels || budget.remaining-- <= 0) {
			budget.isExceeded = true;
			break;
		}
		const inner = await nodesOf(request, repository, referrer.digest, budget, level + 1);
		nodes.push(node(repository, referrer, inner));
	}
	return nodes;
}
function node(repository, referrer, inner) {
	const { digest, size, annotations, mediaType } = referrer;
	const type = referrer.artifactType ?? mediaType;
	const created = annotations?.[require_spec.annotationCreated];
	const date = created !== void 0 && require_spec.isRfc3339(created) ? dateCell(created) : void 0;
	return markup`<li>
    <div class="node">
      ${badge(referrerLabel(type, annotations))}<span>${type}</span> ${manifestLink(repository, digest)}<span
        class="muted"
        >${(require_run ??= require("./run.js")).formatBytes(size)}</span
      ><span class="muted">${date}</span>
    </div>
    ${inner.length > 0 && markup`<ul>
        ${inner}
      </ul>`}
  </li> `;
}
async function cosignNodes(request, repository, subject) {
	const { registry, signal, onStale } = request;
	const nodes = [];
	for (const [suffix, label] of cosignTags) {
		const tag = `${require_spec.referrersTag(subject)}${suffix}`;
		try {
			const { size } = await registry.resolveTag(repository, tag, {
				signal,
				onStale
			});
			const link = markup`<a class="mono" href="${pageLink({
				repository,
				tag
			})}">tag ${tag.slice(0, 19)}\u2026${suffix}</a>`;
			nodes.push(markup`<li>
          <div class="node">
            ${badge(label)}<span>cosign</span> ${link}<span class="muted">${(require_run ??= require("./run.js")).formatBytes(size)}</span>
          </div>
        </li> `);
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
		}
	}
	return nodes;
}
function badge({ kind, text }) {
	return markup`<span class="badge ${kind}">${text}</span>`;
}

// src/page/manifest-view.ts
const maxRows = 200;
const maxShownBytes = 65536;
async function manifestView(request, repository, reader, loaded, tag) {
	const { host, isSecure } = request;
	const { manifest, descriptor } = loaded;
	const { digest } = descriptor;
	const name = tag === void 0 ? `@${digest}` : `:${tag}`;
	const reference = `${host}/${repository}${name}`;
	const isImage = manifest !== void 0 && looksLikeImage(manifest);
	const content = markup`<h1>
      ${pathName(repository)}<span class="muted">${tag === void 0 ? "@" : ":"}</span>${tag ?? (require_run ??= require("./run.js")).shortDigest(digest)}
    </h1>
    <p><span class="badge">${typeText(loaded)}</span></p>
    ${await factList(request, repository, reader, loaded)}
    <h2>Commands</h2>
    ${commandList({
		reference,
		host,
		isSecure,
		isImage
	})}
    ${await contentOf(repository, reader, loaded)}
    <h2>Referrers</h2>
    ${await referrerTree(request, repository, digest)} ${annotationTable(manifest?.annotations)}
    ${rawManifest(repository, loaded)}`;
	return {
		title: `${repository}${name}`,
		path: [{
			text: "Repositories",
			address: {}
		}, {
			text: repository,
			address: { repository }
		}],
		content
	};
}
async function factList({ host }, repository, reader, loaded) {
	const { manifest, descriptor } = loaded;
	const { size, created } = await reader.facts(loaded);
	const artifactType = manifest && require_spec.artifactTypeOf(manifest);
	const items = [
		["Pinned reference", copyable(`${host}/${repository}@${descriptor.digest}`)],
		["Media type", descriptor.mediaType],
		["Artifact type", artifactType],
		["Size", sizeCell(size)],
		["Created", dateCell(created)],
		["Subject", manifest?.subject && manifestLink(repository, manifest.subject.digest)]
	].map(([term, value]) => value !== void 0 && markup`<dt>${term}</dt>
        <dd>${value}</dd> `);
	return markup`<dl>${items}</dl>`;
}
function looksLikeImage(manifest) {
	if (manifest.kind === "index") return manifest.manifests.some(({ platform }) => platform !== void 0);
	return isImageConfig(require_spec.artifactTypeOf(manifest) ?? "");
}
async function contentOf(repository, reader, { manifest, descriptor }) {
	switch (manifest?.kind) {
		case "index": return platformTable(repository, reader, manifest);
		case "manifest": return markup`<h2>Layers</h2>
        ${contentTable(repository, descriptor, manifest.layers, manifest.config)}`;
		case "artifact": return markup`<h2>Blobs</h2>
        ${contentTable(repository, descriptor, manifest.blobs)}`;
		case void 0: return note("This content is not a manifest that this page can show.");
	}
}
async function platformTable(repository, reader, index) {
	const shown = index.manifests.slice(0, maxRows);
	const facts = await Promise.all(shown.map((entry) => reader.entryFacts(entry)));
	const columns = [
		{
			label: "Platform",
			kind: "main"
		},
		{ label: "Type" },
		{
			label: "Size",
			kind: "number"
		},
		{ label: "Created" },
		{ label: "Digest" }
	];
	const rows = shown.map((entry, at) => [
		entryName(entry),
		entryType(entry),
		sizeCell(facts[at]?.size),
		dateCell(facts[at]?.created),
		manifestLink(repository, entry.digest)
	]);
	return markup`<h2>Manifests</h2>
    ${table("Manifests", columns, rows)}${moreRows(index.manifests.length)}`;
}
const buildKitKind = "vnd.docker.reference.type";
function entryName({ platform, annotations }) {
	if (platform !== void 0 && platform.os !== "unknown") return require_spec.platformText(platform);
	return annotations?.["org.opencontainers.image.title"] ?? markup`<span class="muted">none</span>`;
}
function entryType({ annotations, artifactType, platform }) {
	if (annotations?.[buildKitKind] === "attestation-manifest") return markup`<span class="badge attestation">Attestation</span>`;
	return artifactType ?? (platform === void 0 ? void 0 : "Image");
}
function contentTable(repository, manifest, layers, config) {
	const columns = [
		{
			label: "Name",
			kind: "main"
		},
		{ label: "Media type" },
		{
			label: "Size",
			kind: "number"
		},
		{ label: "Content" }
	];
	const items = layers.map((layer, index) => [layer.annotations?.["org.opencontainers.image.title"] ?? `Layer ${index + 1}`, layer]);
	const rows = (config === void 0 ? items : [...items.slice(0, maxRows), ["Config", config]]).slice(0, 201).map(([name, layer]) => [
		name,
		layer.mediaType,
		sizeCell(layer.size),
		actions(repository, manifest, layer, name)
	]);
	return markup`${table("Layers", columns, rows)}${moreRows(layers.length)}`;
}
function actions(repository, manifest, layer, name) {
	const { digest } = layer;
	const files = pageLink({
		repository,
		digest: manifest.digest,
		layer: digest
	});
	return markup`<span class="actions"
    >${isPacked(layer) && markup`<a href="${files}" data-files aria-label="Files of ${name}">Files</a>`}<a
      href="/v2/${repository}/blobs/${digest}"
      title="${digest}"
      download
      aria-label="Download ${name}"
      >Download</a
    ></span
  >`;
}
function moreRows(count) {
	return count > maxRows ? markup`<p class="muted">${(require_run ??= require("./run.js")).formatCount(count - maxRows)} more</p>` : void 0;
}
function annotationTable(annotations = {}) {
	const entries = Object.entries(annotations);
	if (entries.length === 0) return void 0;
	const rows = entries.slice(0, maxRows).map(([key, value]) => [key, linked(value)]);
	return markup`<h2>Annotations</h2>
    ${table("Annotations", [{ label: "Key" }, { label: "Value" }], rows)}${moreRows(entries.length)}`;
}
function linked(value) {
	const { protocol, href } = URL.parse(value) ?? {};
	if (href === void 0 || protocol !== "https:" && protocol !== "http:") return value;
	return markup`<a href="${href}" rel="noopener noreferrer nofollow">${value}</a>`;
}
function rawManifest(repository, { descriptor, bytes }) {
	const link = markup`<a href="/v2/${repository}/manifests/${descriptor.digest}" download>Download the manifest</a>`;
	if (bytes.byteLength > maxShownBytes) return markup`<p>${link}</p>`;
	return markup`<details>
    <summary>Manifest as JSON</summary>
    <pre>${preformatted(prettyJson(bytes))}</pre>
    <p>${link}</p>
  </details>`;
}
function prettyJson(bytes) {
	const text = new TextDecoder().decode(bytes);
	try {
		return JSON.stringify(JSON.parse(text), void 0, 2);
	} catch {
		return text;
	}
}

// src/page/search-catalog.ts
const maxAgeMs = 1e4;
var SearchCatalog = class {
	#now;
	#listing;
	#endsAtMs = Infinity;
	constructor(now = require_spec.monotonicMs) {
		this.#now = now;
	}
	async *names(request, startAfter) {
		const { registry, signal, onStale } = request;
		const { names, isComplete, stale } = await require_spec.untilAborted(this.#current(registry), signal);
		if (stale !== void 0) onStale(...stale);
		if (isComplete) yield* names.slice(startAfter === void 0 ? 0 : require_spec.indexAfter(names, startAfter));
		else yield* require_spec.abortable(registry.repositories({
			startAfter,
			signal,
			onStale
		}), signal);
	}
	#current(registry) {
		if (this.#listing !== void 0 && this.#now() < this.#endsAtMs) return this.#listing;
		const listing = this.#read(registry);
		this.#listing = listing;
		this.#endsAtMs = Infinity;
		listing.then(({ readAtMs }) => {
			if (this.#listing === listing) this.#endsAtMs = readAtMs + maxAgeMs;
		}, () => {
			if (this.#listing === listing) this.#listing = void 0;
		});
		return listing;
	}
	async #read(registry) {
		const names = [];
		let stale;
		const onStale = (...failure) => {
			stale = failure;
		};
		for await (const name of registry.repositories({ onStale })) {
			if (names.length === 1e5) return {
				names,
				isComplete: false,
				stale,
				readAtMs: this.#now()
			};
			names.push(name);
		}
		return {
			names,
			isComplete: true,
			stale,
			readAtMs: this.#now()
		};
	}
};

// src/page/page.ts
const maxUnpacked = 2;
const maxManifests = 400;
const maxManifestsWithoutDetails = 1;
var RegistryPage = class {
	#hasDetails;
	#catalog = new SearchCatalog();
	#semaphore = new require_spec.Semaphore(maxUnpacked);
	constructor(options = {}) {
		this.#hasDetails = options.details ?? true;
	}
	async show(request) {
		let isStale = false;
		const onStale = (failure, ageMs) => {
			isStale = true;
			request.onStale(failure, ageMs);
		};
		const view = await this.#view({
			...request,
			onStale
		});
		const warning = isStale && note("The upstream registry is unavailable. This view is from the cache, and may be outdated.");
		return documentOf(request.host, {
			...view,
			content: [warning, view.content]
		});
	}
	async #view(request) {
		const { registry, repository, parameter, signal, onStale } = request;
		if (repository === void 0) return repositoryList(request, this.#catalog);
		const digest = parameter("digest");
		const layer = parameter("layer");
		const tag = parameter("tag");
		if (digest === void 0 && tag === void 0) return tagList(request, repository, this.#hasDetails);
		if (digest !== void 0 && layer !== void 0) {
			const at = {
				digest: require_spec.parseDigest(digest),
				layer: require_spec.parseDigest(layer)
			};
			return layerFiles(request, repository, at, this.#semaphore);
		}
		const limit = this.#hasDetails ? maxManifests : maxManifestsWithoutDetails;
		const reader = new ManifestReader(registry, repository, limit, {
			signal,
			onStale
		});
		const loaded = digest === void 0 ? await reader.tag(require_spec.checkTag(tag ?? "")) : await reader.digest(require_spec.parseDigest(digest));
		return manifestView(request, repository, reader, loaded, digest === void 0 ? tag : void 0);
	}
};

// src/page/index.ts
var page_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	RegistryPage: () => RegistryPage,
	errorPage: () => errorPage
});

Object.defineProperty(exports, "page_exports", {
  enumerable: true,
  get: function () {
    return page_exports;
  }
});