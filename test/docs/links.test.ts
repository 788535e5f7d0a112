import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const pages = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((page) => page !== '' && existsSync(path.join(root, page)));

/** Text without code, in which brackets mean something else. */
function proseOf(page: string): string {
  return readFileSync(path.join(root, page), 'utf8')
    .replaceAll(/^ *```[\s\S]*?^ *```/gmu, '')
    .replaceAll(/`[^`\n]*`/gu, '');
}

/** Targets of links, images and HTML images in this repository: `[text](target)`, `[name]: target`, `src="target"`. */
function targetsOf(page: string): readonly string[] {
  const prose = proseOf(page);
  const found = [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/gu),
    ...prose.matchAll(/^ *\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gmu),
    ...prose.matchAll(/\s(?:src|srcset|href)="([^"]+)"/gu),
  ].map((match) => match[1] ?? '');
  return found.filter((target) => !/^[a-z][a-z0-9+.-]*:/iu.test(target));
}

/** Anchors of a page, as GitHub makes them of headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = readFileSync(path.join(root, page), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gmu, '');
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gmu)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/gu, '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of text.matchAll(/\s(?:id|name)="([^"]+)"/gu)) anchors.add(id);
  return anchors;
}

/** Why a link leads nowhere; `undefined` when it leads somewhere. */
function faultOf(page: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#');
  const to = file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file));
  const absolute = path.join(root, to);
  if (to.startsWith('..')) return `${target} leads out of the repository`;
  if (!existsSync(absolute)) return `${target} does not exist`;
  if (anchor === undefined || anchor === '' || statSync(absolute).isDirectory() || !to.endsWith('.md'))
    return;
  return anchorsOf(to).has(anchor) ? undefined : `${target} names no heading`;
}

describe('links in the documents', () => {
  it('are found at all', () => {
    expect(pages).toContain('README.md');
    expect(targetsOf('README.md').length).toBeGreaterThan(5);
    expect(faultOf('README.md', 'docs/nowhere.md')).toBe('docs/nowhere.md does not exist');
    expect(faultOf('README.md', '#no-such-heading')).toBe('#no-such-heading names no heading');
  });

  it.each(pages)('lead somewhere in %s', (page) => {
    expect(
      targetsOf(page)
        .map((target) => faultOf(page, target))
        .filter(Boolean),
    ).toEqual([]);
  });
});
