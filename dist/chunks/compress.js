let require_spec;
let node_os = require("node:os");
let node_util = require("node:util");
let node_zlib = require("node:zlib");
let node_worker_threads;

// src/archive/compress/blocks.ts
const defaultThreads = Math.min(8, (0, node_os.availableParallelism)());
function requireInteger(option, value, lowest, highest) {
	if (Number.isInteger(value) && value >= lowest && value <= highest) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot compress with ${option} ${value}; give an integer from ${lowest} to ${highest}`);
}
async function* blocksOf(content, blockSize) {
	let pieces = [];
	let size = 0;
	for await (const chunk of content) {
		let rest = chunk;
		while (size + rest.byteLength >= blockSize) {
			const cut = blockSize - size;
			pieces.push(rest.subarray(0, cut));
			rest = rest.subarray(cut);
			yield {
				pieces,
				size: blockSize
			};
			pieces = [];
			size = 0;
		}
		if (rest.byteLength > 0) {
			pieces.push(rest);
			size += rest.byteLength;
		}
	}
	if (size > 0) yield {
		pieces,
		size
	};
}
function joinBlock(block) {
	const only = block.pieces[0];
	return block.pieces.length === 1 && only !== void 0 ? only : Buffer.concat(block.pieces, block.size);
}
function tailOf(block, count) {
	const end = Buffer.allocUnsafeSlow(Math.min(count, block.size));
	let left = end.byteLength;
	for (let index = block.pieces.length - 1; left > 0; index--) {
		const piece = block.pieces[index] ?? end.subarray(0, 0);
		const part = piece.subarray(Math.max(0, piece.byteLength - left));
		left -= part.byteLength;
		end.set(part, left);
	}
	return end;
}
function releaseBlock(block, { owned = false, release }) {
	if (release === void 0 && !owned) return;
	for (const piece of block.pieces) (release ?? (require_spec ??= require("./spec.js")).detachWholeBuffer)(piece);
}

// src/archive/compress/deflate-code.ts
const deflateCode = "AGFzbQEAAAABIwZgAABgAX8AYAV/f39/fwBgAn9/AX5gBH9/f38Bf2ACf38AAhEBA2VudgZtZW1vcnkCAxCAAgMLCgIDAAEAAAQFAQAGPQx/AUEAC34BQgALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC34BQgALfwFBAQsHFAIHZGVmbGF0ZQAGBm1lbW9yeQIACAEEDAEBCqM6Cr8JAQd/IANBACAB/AsAIARBACABQQJ0/AsAA0AgASAHSwRAIAAgB0ECdGooAgAiBQRAIAZBAnRBgAhqIAVBCXQgB3I2AgAgBkEBaiEGCyAHQQFqIQcMAQsLIAZBAkkEQCAGBH9BgAgoAgBB/wNxBUEACyIAIANqQQE6AAAgAEUgA2pBAToAAAVBOUEKIAZBwABLGyEFA0AgBQRAIAUhAANAIAAgBkkEQCAAQQJ0QYAIaigCACELIAAhBwNAIAUgB00EQCAHIAVrIghBAnRBgAhqKAIAIgogC0sEQCAHQQJ0QYAIaiAKNgIAIAghBwwCCwsLIAdBAnRBgAhqIAs2AgAgAEEBaiEADAELCyAFQTlGBH9BFwUgBUEXRgR/QQoFQQQgBUEERiAFQQpGGwsLIQUMAQsLQQAhAEEAIQUDQCAJIAZBAWtJBEBBACEIQQAhCgNAIApBAkgEQCAAIAZJBH8gBSAJTwR/QQEFIAVBAnRBwBVqKAIAIABBAnRBgAhqKAIAQQl2TwsFQQALBEAgCCAAQQJ0QYAIaigCAEEJdmohCCAAIgdBAWohACAHQQF0QYARaiAJOwEABSAIIAVBAnRBwBVqKAIAaiEIIAUiB0EBaiEFIAdBAXRBwB5qIAk7AQALIApBAWohCgwBCwsgCUECdEHAFWogCDYCACAJQQFqIQkMAQsLIAZBAmsiAEEBdEHAHmpBADsBACAAQQFrIQADQCAAQQBOBEAgAEEBdEHAHmoiBSAFLwEAQQF0QcAeai8BAEEBajsBACAAQQFrIQAMAQsLQYAjQQBBwAD8CwBBACEAA0AgACAGSQRAIABBAXRBgBFqLwEAQQF0QcAeai8BAEEBaiIFIAIgAiAFSxtBAnRBgCNqIgUgBSgCAEEBajYCACAAQQFqIQAMAQsLQQAhAEEBIQYDQCACIAZPBEAgACAGQQJ0QYAjaigCACACIAZrdGohACAGQQFqIQYMAQsLA0AgAEEBIAJ0SwRAIAJBAWshBgNAIAZBAnRBgCNqKAIARQRAIAZBAWshBgwBCwsgBkECdCIFQYAjaiIGIAYoAgBBAWs2AgAgBUGEI2oiBSAFKAIAQQJqNgIAIAJBAnRBgCNqIgUgBSgCAEEBazYCACAAQQFrIQAMAQsLQQAhACACIQUDQCAFBEAgBUECdEGAI2ooAgAhBwNAIAcEQCAAIgZBAWohACADIAZBAnRBgAhqKAIAQf8DcWogBToAACAHQQFrIQcMAQsLIAVBAWshBQwBCwsLIAEhBkGAI0EAQcAA/AsAQQAhAANAIAAgBkkEQCAAIANqLQAAQQJ0QYAjaiIBIAEoAgBBAWo2AgAgAEEBaiEADAELC0GAI0EANgIAQQAhAUEBIQADQCAAIAJNBEAgASAAQQJ0IgVB/CJqKAIAakEBdCEBIAVBwCNqIAE2AgAgAEEBaiEADAELC0EAIQIDQCACIAZJBEAgAiADai0AACIABEAgAEECdEHAI2oiBSgCACEBIAUgAUEBajYCAEEAIQVBACEHA0AgACAHSwRAIAFBAXEgBUEBdHIhBSABQQF2IQEgB0EBaiEHDAELCyAEIAJBAnRqIABBGHQgBXI2AgALIAJBAWohAgwBCwsL0QECA38CfiAAIAFBAnRqIQQgACECA0AgAiAESQRAIAMgAigCAGohAyACQQRqIQIMAQsLAn4gA0GAAkkEQCADQQJ0QcQyajUCAAwBCyADrSADQRggA2drIgJ2QQJ0QcQqajUCACACQQx0rXx+CyAAIAFBAnRqIQEDQCAAIAFJBEACfiAAKAIAIgJBgAJJBEAgAkECdEHEMmo1AgAMAQsgAq0gAkEYIAJnayICdkECdEHEKmo1AgAgAkEMdK18fgsgBXwhBSAAQQRqIQAMAQsLIAV9C/wEAgZ/AX4jACEEIwEhBiMCIQJBsMoiQQE2AgBBsMIiQZ4CQQ5BsOAiQfDiIhAAQZ4CIQADQCAAQa/gImotAABFBEAgAEEBayEADAELC0GoyyJBHkEPIABBsOAiakHw6yIQAEEeIQEDQCAAIAFqQa/gImotAABFBEAgAUEBayEBDAELCyMBQgQjAq2GhCQBIwJBA2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIAAgARAHQQMhAANAIABBggJNBEAgAEHQOmotAAAiAUECdEH06iJqKAIAIgNBGHYhBSAAQQJ0QfDsImogA0H///8HcSAAIAFBAXRB2DxqLwEAayAFdHIgBSABQaA9ai0AAGpBGHRyNgIAIABBAWohAAwBCwsQCSMBQfDqIigCACIAQf///wdxrSMCrYaEJAEjAiAAQRh2aiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIjByMEayIAIABB//8DbkEBakEFbGojACAEa0kEQCAEJAAgBiQBIAIkAiMEIQADQCAAIwdJBEBB//8DIwcgAGsiASABQf//A08bIQEjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIjAgRAIwJBCCMCa2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyMAIgIgATsBACACIAFBf3M7AQIgAkEEaiICIAAgAfwKAAAgASACaiQAIAAgAWohAAwBCwsLQaDCACMFQQN0QaDCAGojCCMFayIAQQN0/AoAACAAJAhBACQFQQAkBiMHJAQLgQUCBH4FfwNAIAhB8AlJBEAgBiAIQbDMImooAgAiBUEAR2ohBiAIQbDWImogCEGwwiJqKAIAIAVqNgIAIAhBBGohCAwBCwtBsMwiIQgDQCAIQbDUIkkEQCAHIAgoAgBqIQcgCEEEaiEIDAELC0GwzCIhCANAIAhBsNQiSQRAAn4gCCgCACIFQYACSQRAIAVBAnRBxDJqNQIADAELIAWtIAVBGCAFZ2siBXZBAnRBxCpqNQIAIAVBDHStfH4LIAR8IQQgCEEEaiEIDAELCwJ+IAdBgAJJBEAgB0ECdEHEMmo1AgAMAQsgB60gB0EYIAdnayIFdkECdEHEKmo1AgAgBUEMdK18fgsgBH0gB61Cs6YBflYkC0Gw1iJBngIQAUGo3yJBHhABfCECIwpBsNQiIQgDQCAIQajVIkkEQCAJIAgoAgBqIQkgCEEEaiEIDAELCwJ+IAcgCWoiBUGAAkkEQCAFQQJ0QcQyajUCAAwBCyAFrSAFQRggBWdrIgV2QQJ0QcQqajUCACAFQQx0rXx+CyAEfSEDQgAhBEGw1CIhCANAIAhBqNUiSQRAAn4gCCgCACIFQYACSQRAIAVBAnRBxDJqNQIADAELIAWtIAVBGCAFZ2siBXZBAnRBxCpqNQIAIAVBDHStfH4LIAR8IQQgCEEEaiEIDAELC0Go1SJBHhABIAMgBH18IgF8IAZBA2xB0ABqrUIMhnwhAyMGBH8gAiADVgR/QQEFIwYjCWpBgIAESwsFQQALBEAQAiABIQJBsMIiQbDMIkGACvwKAAAFQbDCIkGw1iJBgAr8CgAACyACJAojCCQFIwYjCWokBiAAJAdBACQJQbDMIkEAQYAK/AsACwQAEAULoQMCAX4Ff0EDIQIDQCAFQRxJBEAgBUEBdEHYPGogAjsBACAFQaA9aiAFQQJ2QQFrQQAgBUEITxsiAzoAAEEAIQQDQCAEQQEgA3RJBEAgAiIBQQFqIQIgAUHQOmogBToAACAEQQFqIQQMAQsLIAVBAWohBQwBCwtB0jxBHDoAAEGQPUGCAjsBAEEBIQRBACECA0AgAkEeSQRAIAJBAXRBwMEAaiAEOwEAIAJBgMIAaiACQQF2QQFrQQAgAkEETxsiAToAACAEQQEgAXRqIQMDQCADIARLBEAgBEEBayIBIAFBB3ZBgAJqIAFBgAJJG0HAPWogAjoAACAEQQFqIQQMAQsLIAJBAWohAgwBCwtBASECA0AgAkGAAkkEQEEAIQQgAq1CHkEfIAJnayIBrX2GIQBBACEFA0AgBUEMSQRAIARBAXQhBCAAIAB+Qh6IIgBCH4hCAFIEQCAEQQFyIQQgAEIBiCEACyAFQQFqIQUMAQsLIAJBAnQiA0HEKmogAUEMdCAEciIBNgIAIANBxDJqIAEgAmw2AgAgAkEBaiECDAELCwvGFAMSfwJ+AnsgACACaiIPQQhrIAAgAkEISyICGyEQIAAgAWshCkGA9SJBAEGAgAj8CwBBgPUqQQBBgIAB/AsAIAMkAEIAJAFBACQCIAAkBCAAJAdBACQFQQAkBkEAJAhBACQJQQEkC0GwwiJBAEGACvwLAEGwzCJBAEGACvwLACACBEAgCiEBA0AgAUEBaiICIABJBEAgASkDACIWQoCAgLio+frCsX9+IhdCL4inQeD/B3EiBP0ABID1IiEYIAQgF0IsiEL/AYMgBCkDkPUiQgiGhDcDkPUiIAQgAf0QIBj9DQ4PEBESExQVFhcYGRobHB39CwSA9SIgFqdBsfPd8XlsQRN2QQF0IAE7AYD1KiAWQgiIIhZCgICAuKj5+sKxf34iF0IviKdB4P8HcSIE/QAEgPUiIRggBCAXQiyIQv8BgyAEKQOQ9SJCCIaENwOQ9SIgBCAC/RAgGP0NDg8QERITFBUWFxgZGhscHf0LBID1IiAWp0Gx893xeWxBE3ZBAXQgAjsBgPUqIAFBAmohAQwBCwsgACABSwRAIAEpAwAiFkKAgIC4qPn6wrF/fiIXQi+Ip0Hg/wdxIgL9AASA9SIhGCACIBdCLIhC/wGDIAIpA5D1IkIIhoQ3A5D1IiACIAH9ECAY/Q0ODxAREhMUFRYXGBkaGxwd/QsEgPUiIBanQbHz3fF5bEETdkEBdCABOwGA9SoLCyAAIQVBASEEA0AgACAQSQRAQYCAAiAAIAprIgEgAUGAgAJLGyEIIAQEQCAAIAAoAgBBsfPd8XlsQRN2QQF0IgEvAYD1KmtB//8DcSECIAEgADsBgPUqBUEAIQILQQQhAUGCAiAPIABrIgYgBkGCAksbIQ0gACkDAEKAgIC4qPn6wrF/fiIWQi+Ip0Hg/wdxIQtBACEOIBZCLIhC/wGDIhan/Q8gCykDkPUiIhf9Ev0j/YcBIABBAWv9ECAL/QAEgPUiIhj9kQH9T/2EASIJBEAgAP0ABAAhGSAAKAIBIQcDQAJAIAAgCyAJaEEBdGovAYD1ImtB//8DcSEMIAkgCUEBa3EhCQJAIAggDEkNACAAIAxrIhEgAWpBA2soAgAgB0cNACAZIBH9AAQA/SP9ZCIGQf//A0YEf0EQIQYCfwNAIAYgDUkEQCAAIAZq/QAEACAGIBFq/QAEAP0j/WQiEkH//wNHBEAgBiASQX9zaGoiBiANIAYgDUkbDAMLIAZBEGohBgwBCwsgDQsFIAZBf3NoIgYgDSAGIA1JGwsiBiABSwRAIAYiASAMQRB0ciEOIAFBIE8NAiAAIAFqQQNrKAIAIQcLCyAJDQELCwsgCyAXQgiGIBaENwOQ9SIgCyAA/RAgGP0NDg8QERITFBUWFxgZGhscHf0LBID1IiAOQRB2IQlBASEHIA5B//8DcSIGRQRAIAQEfyAAIAJrKAIAIAAoAgBGBH8gAkEBa0GAwAAgCCAIQYDAAE8bSQVBAAsFQQALRQRAIAAiAUEBaiEAIAEtAABBAnRBsMwiaiIBIAEoAgBBAWo2AgAMAwsgACACayEGQQQhASACIQkCfwNAIAEgDUkEQCAAIAFq/QAEACABIAZq/QAEAP0j/WQiAkH//wNHBEAgASACQX9zaGoiASANIAEgDUkbDAMLIAFBEGohAQwBCwsgDQshBgsDQCAGQQtJIABBAWoiCCAQSXEgBiANQQFrSXEEQAJAQYICIA8gCGsiASABQYICSxshDSAEBEAgCCgCAEGx893xeWxBE3ZBAXQiAS8BgPUqGiABIAg7AYD1KgsgBiECQYCAAiAIIAprIgEgAUGAgAJLGyEUIAgpAwBCgICAuKj5+sKxf34iFkIviKdB4P8HcSERQQAhDCAWQiyIQv8BgyIWp/0PIBEpA5D1IiIX/RL9I/2HASAIQQFr/RAgEf0ABID1IiIY/ZEB/U/9hAEiDgRAIAj9AAQAIRkgBiAIakEDaygCACEBA0ACQCAIIBEgDmhBAXRqLwGA9SJrQf//A3EhEiAOIA5BAWtxIQ4CQCASIBRLDQAgCCASayITIAJqQQNrKAIAIAFHDQAgGSAT/QAEAP0j/WQiC0H//wNGBH9BECELAn8DQCALIA1JBEAgCCALav0ABAAgCyATav0ABAD9I/1kIhVB//8DRwRAIAsgFUF/c2hqIgsgDSALIA1JGwwDCyALQRBqIQsMAQsLIA0LBSALQX9zaCILIA0gCyANSRsLIgsgAksEQCALIgIgEkEQdHIhDCACQSBPDQIgAiAIakEDaygCACEBCwsgDg0BCwsLIBEgF0IIhiAWhDcDkPUiIBEgCP0QIBj9DQ4PEBESExQVFhcYGRobHB39CwSA9SIgDEUEQEECIQcMAQsgAC0AAEECdEGwzCJqIgAgACgCAEEBajYCACAIIQAgDEH//wNxIQYgDEEQdiEJDAILCwsjCCIBQQFqJAggAUEDdEGgwgBqIAAgBWsiAa0gBq1CIIaEIAmtQjCGhDcDACAGBEAgBkHQOmotAABBAnRBtNQiaiICIAIoAgBBAWo2AgAgCUEBayICIAJBB3ZBgAJqIAJBgAJJG0HAPWotAABBAnRBqNUiaiICIAIoAgBBAWo2AgALIwkgAUEBamokCSAAIAdqIQEgACAGaiIAIBAgACAQSRshAgNAIAIgAUEBaiIFSwRAIAEpAwAiFkKAgIC4qPn6wrF/fiIXQi+Ip0Hg/wdxIgb9AASA9SIhGCAGIBdCLIhC/wGDIAYpA5D1IkIIhoQ3A5D1IiAGIAH9ECAY/Q0ODxAREhMUFRYXGBkaGxwd/QsEgPUiIBanQbHz3fF5bEETdkEBdCABOwGA9SogFkIIiCIWQoCAgLio+frCsX9+IhdCL4inQeD/B3EiBv0ABID1IiEYIAYgF0IsiEL/AYMgBikDkPUiQgiGhDcDkPUiIAYgBf0QIBj9DQ4PEBESExQVFhcYGRobHB39CwSA9SIgFqdBsfPd8XlsQRN2QQF0IAU7AYD1KiABQQJqIQEMAQsLIAEgAkkEQCABKQMAIhZCgICAuKj5+sKxf34iF0IviKdB4P8HcSIC/QAEgPUiIRggAiAXQiyIQv8BgyACKQOQ9SJCCIaENwOQ9SIgAiAB/RAgGP0NDg8QERITFBUWFxgZGhscHf0LBID1IiAWp0Gx893xeWxBE3ZBAXQgATsBgPUqCyAAIQUjCUGAIE8EQCAAEAMjCyEECwwBCwsDQCAAIA9JBEAgACIBQQFqIQAgAS0AAEECdEGwzCJqIgEgASgCAEEBajYCAAwBCwsjCCIAQQFqJAggAEEDdEGgwgBqIA8gBWsiAK03AwAjCSAAQQFqaiQJIA8QAyMGBEAQAgsjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIjAgRAIwJBCCMCa2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyMAIgBBgIB8NgIAIABBBGoiACQAIAAgA2sLmAQBAn8gACABahAIQYApQRNBB0HQKUHkKRAAQRMhAgNAIAJBBEsEfyACQa8qai0AAEHQKWotAAAFQQELRQRAIAJBAWshAgwBCwsjASAAQYECa60jAq2GhCQBIwJBBWokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwEgAUEBa60jAq2GhCQBIwJBBWokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwEgAkEEa60jAq2GhCQBIwJBBGokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCQQAhAANAIAAgAkkEQCMBIABBsCpqLQAAQdApajEAACMCrYaEJAEjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIgAEEBaiEADAELC0EAIQIDQCACIwNJBEAjASACQQF0QYAkai8BACIBQR9xIgBBAnRB5ClqKAIAIgNB////B3GtIwKthoQkASMCIANBGHZqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAiAAQRBPBEAjASABQQV2rSMCrYaEJAEgAEEQRgR/QQIFQQNBByAAQRFGGwsjAmokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyACQQFqIQIMAQsLC7MDAQR/QYApQQBBzAD8CwBBACQDA0AgACADSwRAIANBsOAiai0AACECQQEhAQNAIAEgA2ogAEkEfyADQbDgImogAWotAAAgAkYFQQALBEAgAUEBaiEBDAELCyABIANqIQMgAgRAIwMiBEEBaiQDIARBAXRBgCRqIAI7AQAgAkECdEGAKWoiBCAEKAIAQQFqNgIAIAFBAWshAQNAIAFBA08EQCMDIgRBAWokAyAEQQF0QYAkakEGIAEgAUEGTxsiBEEDa0EFdEEQcjsBAEHAKUHAKSgCAEEBajYCACABIARrIQEMAQsLBQNAIAFBC08EQCMDIgRBAWokAyAEQQF0QYAkakGKASABIAFBigFPGyIEQQtrQQV0QRJyOwEAQcgpQcgpKAIAQQFqNgIAIAEgBGshAQwBCwsgAUEDTwRAIwMiBEEBaiQDIARBAXRBgCRqIAFBA2tBBXRBEXI7AQBBxClBxCkoAgBBAWo2AgBBACEBCwsDQCABBEAjAyIEQQFqJAMgBEEBdEGAJGogAjsBACACQQJ0QYApaiIEIAQoAgBBAWo2AgAgAUEBayEBDAELCwwBCwsLzAUCDX8CfiMAIQMjASENIwIhASMEIQAjBUEDdEGgwgBqIQVBoMIAIQQDQCAEIAVJBEAgBCkDACIOpyECA0AgAkEETwRAIAAoAgAhCCAAQQRqIQAgASAIQf8BcUECdEHw4iJqKAIAIglBGHZqIgogCEEGdkH8B3FB8OIiaigCACILQRh2aiIGIAhBDnZB/AdxQfDiImooAgAiDEEYdmohByADIA0gCUH///8Hca0gAa2GhCALQf///wdxrSAKrYaEIAxB////B3GtIAathoQgCEEYdkECdEHw4iJqKAIAIgFB////B3GtIAethoQiDTcDACADIAcgAUEYdmoiAUEDdmohAyANIAFBOHGtiCENIAFBB3EhASACQQRrIQIMAQsLIAJBAnEEQCANIAAvAQAiBkH/AXFBAnRB8OIiaigCACIHQf///wdxrSABrYaEIAZBCHZBAnRB8OIiaigCACIGQf///wdxrSABIAdBGHZqIgGthoQhDSABIAZBGHZqIQEgAEECaiEACyACQQFxBEAgACICQQFqIQAgDSACLQAAQQJ0QfDiImooAgAiAkH///8Hca0gAa2GhCENIAEgAkEYdmohAQsgAyANNwMAIAMgAUEDdmohAyANIAFBOHGtiCENAn8gAUEHcSIBIA5CIIhC//8Dg6ciAkUNABogACACaiEAIAEgAkECdEHw7CJqKAIAIgJBGHZqIgYgDkIwiKciB0EBayIIIAhBB3ZBgAJqIAhBgAJJG0HAPWotAAAiCEECdEHw6yJqKAIAIglBGHZqIgogCEGAwgBqLQAAaiELIAMgDSACQf///wdxrSABrYaEIAlB////B3GtIAathoQgByAIQQF0QcDBAGovAQBrrSAKrYaEIg03AwAgAyALQQN2aiEDIA0gC0E4ca2IIQ0gC0EHcQshASAEQQhqIQQMAQsLIAMkACANJAEgASQCCwsaAQBBsCoLExAREgAIBwkGCgULBAwDDQIOAQ8=";

// src/archive/compress/deflate-threads.ts
const deflateWindow = 32768;
const blocksPerWorker = 3;
const pageSize = 65536;
const firstSlot = 1048576;
const { WebAssembly } = globalThis;
function deflateMemory(count, blockSize) {
	const inputSize = deflateWindow + blockSize + 64;
	const outputSize = blockSize + blockSize / 2 + 1024;
	const slots = Array.from({ length: count }, (_, index) => {
		const start = firstSlot + index * (inputSize + outputSize);
		return {
			input: start + deflateWindow,
			output: start + inputSize
		};
	});
	const pages = Math.ceil((firstSlot + count * (inputSize + outputSize)) / pageSize);
	return {
		memory: new WebAssembly.Memory({
			initial: pages,
			maximum: pages,
			shared: true
		}),
		slots
	};
}
let compiled;
function deflateModule() {
	compiled ??= new WebAssembly.Module(Buffer.from(deflateCode, "base64"));
	return compiled;
}
function instantiateDeflate(memory) {
	return new WebAssembly.Instance(deflateModule(), { env: { memory } }).exports.deflate;
}
var DeflateThreads = class {
	#blockSize;
	#workers;
	#semaphore;
	#threads;
	#blocks = 0;
	#local;
	constructor(blockSize, threads) {
		this.#blockSize = blockSize;
		this.#workers = Math.max(1, threads - 1);
		this.#semaphore = threads === 1 ? new (require_spec ??= require("./spec.js")).Semaphore(blocksPerWorker) : void 0;
	}
	countBlock() {
		return ++this.#blocks;
	}
	async deflate(block, history, useThreads) {
		const work = async () => {
			if (useThreads) this.#threads ??= this.#startThreads();
			return await this.#deflate(block, history);
		};
		return await (this.#semaphore?.run(work) ?? work());
	}
	async close() {
		await Promise.all((this.#threads ?? []).map(async (thread) => await thread.close()));
	}
	#startThreads() {
		const threads = [];
		try {
			while (threads.length < this.#workers) threads.push(new DeflateThread(this.#blockSize));
		} catch {}
		return threads;
	}
	async #deflate(block, history) {
		const thread = this.#leastBusy();
		const slot = thread?.freeSlots.pop();
		if (thread === void 0 || slot === void 0) return this.#deflateOnThisThread(block, history);
		try {
			copyIn(thread.memory, slot, block, history);
			return copyOut(thread.memory, slot, await thread.deflate(slot, history.byteLength, block.size));
		} finally {
			thread.freeSlots.push(slot);
		}
	}
	#leastBusy() {
		return this.#threads?.reduce((best, thread) => best === void 0 || thread.freeSlots.length > best.freeSlots.length ? thread : best, void 0);
	}
	#deflateOnThisThread(block, history) {
		if (this.#local === void 0) {
			const { memory, slots } = deflateMemory(1, this.#blockSize);
			const [slot] = slots;
			if (slot === void 0) throw new RangeError("the memory of the encoder has no slot");
			this.#local = {
				deflate: instantiateDeflate(memory),
				memory,
				slot
			};
		}
		const { deflate, memory, slot } = this.#local;
		copyIn(memory, slot, block, history);
		return copyOut(memory, slot, deflate(slot.input, history.byteLength, block.size, slot.output));
	}
};
function copyIn(memory, slot, block, history) {
	const bytes = new Uint8Array(memory.buffer);
	bytes.set(history, slot.input - history.byteLength);
	let at = slot.input;
	for (const piece of block.pieces) {
		bytes.set(piece, at);
		at += piece.byteLength;
	}
}
function copyOut(memory, slot, size) {
	const result = Buffer.allocUnsafeSlow(size);
	result.set(new Uint8Array(memory.buffer, slot.output, size));
	return result;
}
const program = `
const { parentPort, workerData: { encoder, memory } } = require('node:worker_threads');
const { deflate } = new WebAssembly.Instance(encoder, { env: { memory } }).exports;
parentPort.on('message', (job) => parentPort.postMessage(deflate(...job)));
`;
var DeflateThread = class {
	memory;
	freeSlots;
	#worker;
	#pending = [];
	#failure;
	constructor(blockSize) {
		const { memory, slots } = deflateMemory(blocksPerWorker, blockSize);
		this.memory = memory;
		this.freeSlots = [...slots];
		this.#worker = new (node_worker_threads ??= require("node:worker_threads")).Worker(program, {
			eval: true,
			execArgv: [],
			env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV,
			workerData: {
				encoder: deflateModule(),
				memory
			}
		});
		this.#worker.on("message", (size) => this.#pending.shift()?.resolve(size));
		this.#worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
		this.#worker.on("exit", () => this.#fail(/* @__PURE__ */ new Error("the compression thread ended unexpectedly")));
	}
	async deflate(slot, history, size) {
		return await new Promise((resolve, reject) => {
			if (this.#failure !== void 0) throw this.#failure;
			this.#pending.push({
				resolve,
				reject
			});
			this.#worker.postMessage([
				slot.input,
				history,
				size,
				slot.output
			], []);
		});
	}
	async close() {
		await this.#worker.terminate();
	}
	#fail(error) {
		this.#failure ??= error;
		for (const job of this.#pending.splice(0)) job.reject(error);
	}
};

// src/archive/compress/incompressible.ts
const windowCount = 16;
const windowSize = 1024;
const maxUniformSum = 5900;
const maxRepeats = 4;
function looksIncompressible(block) {
	if (block.size < windowCount * windowSize) return false;
	const windows = [];
	for (let index = 0; index < windowCount; index++) {
		const window = readAt(block, Math.floor((block.size - windowSize) * index / 15));
		if (!isUniform(window)) return false;
		windows.push(window);
	}
	let repeats = 0;
	for (const window of windows) repeats += countRepeats(window);
	return repeats <= maxRepeats;
}
function readAt(block, start) {
	let before = 0;
	let window;
	let filled = 0;
	for (const piece of block.pieces) {
		const end = before + piece.byteLength;
		if (end > start + filled) {
			const part = piece.subarray(start + filled - before, start + windowSize - before);
			if (window === void 0 && part.byteLength === windowSize) return part;
			window ??= new Uint8Array(windowSize);
			window.set(part, filled);
			filled += part.byteLength;
			if (filled === windowSize) break;
		}
		before = end;
	}
	return window ?? new Uint8Array(windowSize);
}
function isUniform(window) {
	const counts = /* @__PURE__ */ new Uint16Array(256);
	let squares = 0;
	for (const byte of window) {
		const count = counts[byte] ?? 0;
		squares += 2 * count + 1;
		counts[byte] = count + 1;
	}
	return squares < maxUniformSum;
}
function countRepeats(window) {
	const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
	const seen = (/* @__PURE__ */ new Int32Array(1024)).fill(-1);
	let repeats = 0;
	for (let at = 0; at + 4 <= window.byteLength; at++) {
		const four = view.getUint32(at, true);
		const slot = Math.imul(four, 2654435761) >>> 22;
		const earlier = seen[slot] ?? -1;
		if (earlier >= 0 && view.getUint32(earlier, true) === four) repeats++;
		seen[slot] = at;
	}
	return repeats;
}

// src/archive/compress/gzip.ts
const gzipBlockSize = 1048576;
const blocksWithoutThreads = 2;
const blocksAhead = 4;
const header = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255);
const lastBlock = Uint8Array.of(3, 0);
const storedLimit = 65535;
const storedHeaderSize = 5;
const deflate = (0, node_util.promisify)(node_zlib.deflateRaw);
var SmallDeflater = class {
	#encoder = new DeflateThreads(gzipBlockSize, 1);
	async deflate(content) {
		const block = {
			pieces: [content],
			size: content.byteLength
		};
		const deflated = looksIncompressible(block) ? storeBlock(block) : await this.#encoder.deflate(block, /* @__PURE__ */ new Uint8Array(0), false);
		return Buffer.concat([deflated, lastBlock]);
	}
};
async function* compressGzip(content, options = {}) {
	const { level, threads = defaultThreads, contents = 1, semaphore: shared, signal } = options;
	if (level !== void 0) requireInteger("the gzip level", level, 0, 9);
	requireInteger("the number of threads", threads, 1, 1024);
	const encoder = options.encoder ?? new DeflateThreads(1048576, threads);
	const useThreads = Promise.withResolvers();
	let crc = 0;
	let size = 0;
	let history = /* @__PURE__ */ new Uint8Array(0);
	const compressBlock = async (block, semaphore) => {
		for (const piece of block.pieces) crc = (0, node_zlib.crc32)(piece, crc);
		size += block.size;
		const before = history;
		history = tailOf(block, deflateWindow);
		const compressed = await deflateBlock(block, before, semaphore);
		releaseBlock(block, options);
		return compressed;
	};
	const deflateBlock = async (block, before, semaphore) => {
		if (level === 0 || looksIncompressible(block)) return storeBlock(block);
		if (level === void 0) return await encoder.deflate(block, before, await useThreads.promise);
		return await semaphore.run(async () => await deflateWithZlib(joinBlock(block), level));
	};
	const blocks = async function* () {
		try {
			for await (const block of blocksOf((require_spec ??= require("./spec.js")).abortable(content, signal), gzipBlockSize)) {
				if (encoder.countBlock() > blocksWithoutThreads) useThreads.resolve(true);
				yield block;
			}
		} finally {
			useThreads.resolve(false);
		}
	};
	try {
		let prefix = header;
		for await (const deflated of (require_spec ??= require("./spec.js")).mapConcurrentOrdered(blocks(), threads, Math.max(2, Math.ceil(blocksAhead * threads / contents)), compressBlock, shared)) {
			if (prefix.byteLength > 0) yield prefix;
			prefix = /* @__PURE__ */ new Uint8Array(0);
			yield deflated;
		}
		yield Buffer.concat([
			prefix,
			lastBlock,
			trailer(crc, size)
		]);
	} finally {
		if (options.encoder === void 0) await encoder.close();
	}
}
async function deflateWithZlib(bytes, level) {
	return await deflate(bytes, {
		level,
		memLevel: 9,
		finishFlush: node_zlib.constants.Z_SYNC_FLUSH,
		chunkSize: (bytes.byteLength >>> 1) + 1024
	});
}
function storeBlock(block) {
	const result = Buffer.allocUnsafeSlow(block.size + storedHeaderSize * Math.ceil(block.size / storedLimit));
	let at = 0;
	let left = block.size;
	let blockLeft = 0;
	for (const piece of block.pieces) {
		let rest = piece;
		while (rest.byteLength > 0) {
			if (blockLeft === 0) {
				blockLeft = Math.min(left, storedLimit);
				left -= blockLeft;
				result[at] = 0;
				result.writeUInt16LE(blockLeft, at + 1);
				result.writeUInt16LE(blockLeft ^ storedLimit, at + 3);
				at += storedHeaderSize;
			}
			const part = rest.subarray(0, blockLeft);
			result.set(part, at);
			at += part.byteLength;
			blockLeft -= part.byteLength;
			rest = rest.subarray(part.byteLength);
		}
	}
	return result;
}
function trailer(crc, size) {
	const bytes = Buffer.alloc(8);
	bytes.writeUInt32LE(crc, 0);
	bytes.writeUInt32LE(size % 2 ** 32, 4);
	return bytes;
}

// src/archive/compress/shared-compressor.ts
const partsOfCompressor = /* @__PURE__ */ new WeakMap();
var SharedCompressor = class {
	contents;
	threads;
	constructor(contents, threads = defaultThreads) {
		this.contents = contents;
		this.threads = threads;
		partsOfCompressor.set(this, {
			encoder: new DeflateThreads(gzipBlockSize, threads),
			semaphore: new (require_spec ??= require("./spec.js")).Semaphore(threads + 1),
			chunks: /* @__PURE__ */ new Map()
		});
	}
	async [Symbol.asyncDispose]() {
		await partsOfCompressor.get(this)?.encoder.close();
	}
};
function partsOf(compressor) {
	return partsOfCompressor.get(compressor);
}
function chunkPool(size, compressor) {
	const pools = compressor === void 0 ? void 0 : partsOfCompressor.get(compressor)?.chunks;
	const pool = pools?.get(size) ?? new (require_spec ??= require("./spec.js")).BufferPool(size);
	pools?.set(size, pool);
	return pool;
}

// src/archive/compress/zstd.ts
const zstdFrameSize = 4194304;
const framesAhead = 2;
const defaultZstdLevel = 3;
const compressFrame = (0, node_util.promisify)(node_zlib.zstdCompress);
async function* compressZstd(content, options = {}) {
	const { level = 3, threads = defaultThreads, contents = 1, semaphore: shared, signal } = options;
	requireInteger("the zstd level", level, 1, 19);
	requireInteger("the number of threads", threads, 1, 1024);
	const parameters = { params: { [node_zlib.constants.ZSTD_c_compressionLevel]: level } };
	const compressBlock = async (block, semaphore) => {
		const frame = await semaphore.run(() => compressFrame(joinBlock(block), {
			...parameters,
			chunkSize: (block.size >>> 1) + 1024,
			pledgedSrcSize: block.size
		}));
		releaseBlock(block, options);
		return frame;
	};
	let empty = true;
	for await (const frame of (require_spec ??= require("./spec.js")).mapConcurrentOrdered(blocksOf((require_spec ??= require("./spec.js")).abortable(content, signal), zstdFrameSize), threads, Math.max(2, Math.ceil(framesAhead * threads / contents)), compressBlock, shared)) {
		empty = false;
		yield frame;
	}
	if (empty) yield await compressFrame(/* @__PURE__ */ new Uint8Array(0), {
		...parameters,
		pledgedSrcSize: 0
	});
}

// src/archive/compress/compress.ts
const zlibVersion = process.versions.zlib;
const encoderRevision = 2;
function encodingName({ compression, level }) {
	const encoder = {
		gzip: level === void 0 ? "deflate" : `zlib ${zlibVersion}`,
		zstd: `zstd ${process.versions["zstd"] ?? "unknown"}`,
		none: "none"
	}[compression];
	return `${compression} ${level ?? "default"}, ${encoder}, revision ${encoderRevision}`;
}
function compress(content, options) {
	const { compression, compressor } = options;
	const shared = compressor === void 0 ? options : {
		...options,
		...partsOf(compressor),
		threads: compressor.threads,
		contents: compressor.contents
	};
	switch (compression) {
		case "gzip": return compressGzip(content, shared);
		case "zstd": return compressZstd(content, shared);
		case "none": return (require_spec ??= require("./spec.js")).abortable(content, options.signal);
	}
}

Object.defineProperty(exports, "SharedCompressor", {
  enumerable: true,
  get: function () {
    return SharedCompressor;
  }
});
Object.defineProperty(exports, "SmallDeflater", {
  enumerable: true,
  get: function () {
    return SmallDeflater;
  }
});
Object.defineProperty(exports, "chunkPool", {
  enumerable: true,
  get: function () {
    return chunkPool;
  }
});
Object.defineProperty(exports, "compress", {
  enumerable: true,
  get: function () {
    return compress;
  }
});
Object.defineProperty(exports, "compressGzip", {
  enumerable: true,
  get: function () {
    return compressGzip;
  }
});
Object.defineProperty(exports, "encodingName", {
  enumerable: true,
  get: function () {
    return encodingName;
  }
});
Object.defineProperty(exports, "zstdFrameSize", {
  enumerable: true,
  get: function () {
    return zstdFrameSize;
  }
});