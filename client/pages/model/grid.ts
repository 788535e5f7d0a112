/** A room for tiles, CSS pixels. */
export interface Area {
  readonly width: number;
  readonly height: number;
}

/** How tiles of one size fill an area. */
export interface GridFit {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

const WIDEST = 16 / 9;

/** Cameras film 16:9, so little is cut off where the area is wide; a phone held upright may cut off more. */
function narrowest(count: number, area: Area): number {
  if (area.width >= area.height) return 1;
  return count === 1 ? 9 / 16 : 4 / 5;
}

/** The columns and tile size that give each of `count` tiles the most room. Pure. */
export function fitGrid(count: number, area: Area, gap: number): GridFit {
  let best: GridFit = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const candidate = fitColumns(columns, count, { area, gap });
    if (surface(candidate) > surface(best)) best = candidate;
  }
  return best;
}

function fitColumns(columns: number, count: number, space: { area: Area; gap: number }): GridFit {
  const rows = Math.ceil(count / columns);
  const cellWidth = Math.max(0, (space.area.width - space.gap * (columns - 1)) / columns);
  const cellHeight = Math.max(0, (space.area.height - space.gap * (rows - 1)) / rows);
  const aspect = Math.min(
    WIDEST,
    Math.max(narrowest(count, space.area), cellWidth / Math.max(1, cellHeight)),
  );
  const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * aspect));
  return { columns, rows, tileWidth, tileHeight: Math.floor(tileWidth / aspect) };
}

function surface(fit: GridFit): number {
  return fit.tileWidth * fit.tileHeight;
}

/** How many tiles one page may hold, so that faces stay recognisable. */
export function tilesPerPage(area: Area): number {
  const columns = Math.max(1, Math.floor(area.width / 168));
  const rows = Math.max(1, Math.floor(area.height / 120));
  return Math.min(25, Math.max(4, columns * rows));
}
