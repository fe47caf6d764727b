import { readChainFile } from '#platform/identity';
import { BUNDLE_BYTES_MAX, BundleExporter, BundleImporter } from '#features/sync';
import type { CommandLine } from './command-line.js';
import { printJson, readFrom, writeWhole } from './files.js';
import { withNode } from './with-node.js';

/** Frames and answers in files, where no network joins a node and its parent. */
export async function bundle(line: CommandLine): Promise<void> {
  const [action, file] = line.words;
  if (action === 'export') return exportBundle(line);
  if (action === 'import' && file !== undefined) return importBundle(line, file);
  line.refuse('bundle export, or bundle import and a file');
}

async function exportBundle(line: CommandLine): Promise<void> {
  const out = line.required('out');
  const bytesMax = Number(line.optional('bytes-max') ?? BUNDLE_BYTES_MAX);
  if (!Number.isSafeInteger(bytesMax) || bytesMax < 1) line.refuse('--bytes-max is a number of bytes');
  const receiver = line.optional('to');
  const to = receiver === undefined ? {} : { to: readChainFile(receiver) };
  const outcome = await withNode((app, config) => {
    if (!config.profile.parent) line.refuse('a node at the top has nobody to send a bundle to');
    const exporter = app.get(BundleExporter);
    return writeWhole(out, (sink) => exporter.export(sink, { bytesMax, ...to }));
  });
  printJson(outcome);
}

async function importBundle(line: CommandLine, file: string): Promise<void> {
  const source = readFrom(file);
  const outcome = await withNode(async (app) => {
    const importer = app.get(BundleImporter);
    const checked = await importer.check(source);
    if (checked.header.kind === 'ack') return importer.takeAnswers(source, checked);
    const answer = line.optional('ack-out');
    if (answer === undefined) return line.refuse('--ack-out is needed: the bundle asks for an answer');
    return writeWhole(answer, (sink) => importer.takeFrames(source, checked, sink));
  });
  printJson(outcome);
}
