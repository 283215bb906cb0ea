//! Files that are written: each under a temporary name beside its place until the format is done, then renamed, so that
//! a failed export leaves nothing and replaces nothing.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Where the files of an export go before they stand under their names.
pub(in crate::interchange) struct Outlet {
    place: Where,
    staged: Vec<Staged>,
}

enum Where {
    /// One file of this name in this folder.
    File(PathBuf, String),
    /// Files in this folder.
    Folder(PathBuf),
    /// One text in memory, for standard output.
    Memory(Rc<RefCell<Vec<u8>>>),
}

struct Staged {
    name: String,
    temporary: PathBuf,
}

impl Outlet {
    /// An outlet for one file.
    pub(in crate::interchange) fn file(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or_else(|| io::Error::other("it names no file"))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let name = name.to_string_lossy().into_owned();
        Ok(Self { place: Where::File(folder, name), staged: Vec::new() })
    }

    /// An outlet for files in a folder, which is made if need be.
    pub(in crate::interchange) fn folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { place: Where::Folder(folder.to_owned()), staged: Vec::new() })
    }

    /// An outlet for one text that is kept in memory.
    pub(in crate::interchange) fn memory() -> Self {
        Self { place: Where::Memory(Rc::default()), staged: Vec::new() }
    }

    /// Starts a file. A format that makes one file may give it any name; that of the target counts.
    pub(in crate::interchange) fn create(&mut self, name: &str) -> io::Result<Box<dyn Write>> {
        if let Where::Memory(bytes) = &self.place {
            return Ok(Box::new(Memory(Rc::clone(bytes))));
        }
        Ok(Box::new(BufWriter::with_capacity(1 << 20, self.create_file(name)?)))
    }

    /// Starts a file for a library that reads and writes it by itself.
    pub(in crate::interchange) fn create_file(&mut self, name: &str) -> io::Result<File> {
        let temporary = self.stage(name)?;
        // Created exclusively, so a link planted under the name is never followed.
        OpenOptions::new().read(true).write(true).create_new(true).open(temporary)
    }

    /// A path for a library that makes its file by itself; nothing stands there.
    pub(in crate::interchange) fn stage(&mut self, name: &str) -> io::Result<PathBuf> {
        let (folder, name) = match &self.place {
            Where::File(folder, only) => (folder, only.clone()),
            Where::Folder(folder) => (folder, name.to_owned()),
            Where::Memory(_) => return Err(io::Error::other("it is no file")),
        };
        let temporary = folder.join(format!(".{name}.{}.new", std::process::id()));
        self.staged.push(Staged { name, temporary: temporary.clone() });
        Ok(temporary)
    }

    /// Puts all files under their names and says which, with their sizes.
    pub(in crate::interchange) fn commit(mut self) -> io::Result<Vec<(PathBuf, u64)>> {
        let folder = match &self.place {
            Where::File(folder, _) | Where::Folder(folder) => folder.clone(),
            Where::Memory(_) => return Ok(Vec::new()),
        };
        let mut sizes = Vec::new();
        for Staged { temporary, .. } in &self.staged {
            let file = File::open(temporary)?;
            file.sync_all()?;
            sizes.push(file.metadata()?.len());
        }
        let mut written = Vec::new();
        for (Staged { name, temporary }, size) in self.staged.drain(..).zip(sizes) {
            let path = folder.join(name);
            fs::rename(&temporary, &path)?;
            written.push((path, size));
        }
        Ok(written)
    }

    /// The text that was kept in memory.
    pub(in crate::interchange) fn into_bytes(self) -> Vec<u8> {
        match &self.place {
            Where::Memory(bytes) => bytes.take(),
            _ => Vec::new(),
        }
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        for Staged { temporary, .. } in &self.staged {
            let _ = fs::remove_file(temporary);
        }
    }
}

struct Memory(Rc<RefCell<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
