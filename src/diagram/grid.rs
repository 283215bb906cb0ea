//! A grid over a page: which boxes may touch, without looking at every pair. Knows boxes only.

use super::geometry::{Point, Rect};

/// Boxes by the cells of a page that they touch.
pub(super) struct Grid {
    corner: Point,
    side: f64,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<u32>>,
}

impl Grid {
    /// Most cells of a grid.
    const CELLS_MAX: f64 = 1_000_000.0;

    /// The pairs of boxes that share a cell; some come more than once.
    pub(super) fn pairs(first: &[Rect], second: &[Rect], each: &mut dyn FnMut(usize, usize)) {
        let grid = Self::of(second);
        for (a, frame) in first.iter().enumerate() {
            for b in grid.near(*frame) {
                each(a, b);
            }
        }
    }

    /// The boxes that share a cell with `frame`; some come more than once.
    pub(super) fn near(&self, frame: Rect) -> impl Iterator<Item = usize> {
        self.cells_of(frame).flat_map(|cell| self.cells[cell].iter().map(|&ix| ix as usize))
    }

    /// About as many cells as boxes.
    pub(super) fn of(boxes: &[Rect]) -> Self {
        let extent = Rect::enclosing(boxes.iter().copied()).unwrap_or_default();
        let n_cells = (boxes.len() as f64).clamp(1.0, Self::CELLS_MAX);
        let side = (extent.width * extent.height / n_cells).sqrt();
        // A flat page is cut along its length.
        let side = side.max((extent.width + extent.height) / n_cells).max(1.0);
        let corner = Point::new(extent.x, extent.y);
        let mut grid = Self { corner, side, columns: 1, rows: 1, cells: Vec::new() };
        grid.columns = grid.steps(extent.width) + 1;
        grid.rows = grid.steps(extent.height) + 1;
        grid.cells = vec![Vec::new(); grid.columns * grid.rows];
        for (ix, frame) in boxes.iter().enumerate() {
            for cell in grid.cells_of(*frame) {
                grid.cells[cell].push(ix as u32);
            }
        }
        grid
    }

    #[expect(clippy::cast_sign_loss, reason = "a cast of what is below 0 gives 0, the first cell")]
    fn steps(&self, distance: f64) -> usize {
        (distance / self.side) as usize
    }

    fn cells_of(&self, frame: Rect) -> impl Iterator<Item = usize> + use<> {
        let column = |x: f64| self.steps(x - self.corner.x).min(self.columns - 1);
        let row = |y: f64| self.steps(y - self.corner.y).min(self.rows - 1);
        let columns = column(frame.x)..=column(frame.right());
        let width = self.columns;
        (row(frame.y)..=row(frame.bottom()))
            .flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }
}
