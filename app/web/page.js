// What only a script of the page can do, for platform_page.c. The page itself is start.js.
mergeInto(LibraryManager.library, {
  $page__deps: ['$FS'],
  $page: {
    keeping: false,
    again: false,
    letters: false,
  },
  // SDL is built for threads, and here the C library of a page without them has no such function; nobody waits for a time.
  sem_timedwait: function () {
    return -1;
  },
  page_width: function () {
    return Math.max(1, Math.round(window.innerWidth * window.devicePixelRatio));
  },
  page_height: function () {
    return Math.max(1, Math.round(window.innerHeight * window.devicePixelRatio));
  },
  page_keep__deps: ['$page'],
  page_keep: function () {
    if (page.keeping) {
      page.again = true;
      return;
    }
    page.keeping = true;
    FS.syncfs(false, function (error) {
      page.keeping = false;
      if (error) console.warn('what was done could not be kept: ' + error);
      if (page.again) {
        page.again = false;
        _page_keep();
      }
      Module['strideKept'] = (Module['strideKept'] || 0) + 1;
    });
  },
  page_download__deps: ['$page'],
  page_download: function (path) {
    var name = UTF8ToString(path);
    Module['strideDownload'](name.substring(name.lastIndexOf('/') + 1), FS.readFile(name));
  },
  page_copied: function (text) {
    if (navigator.clipboard) navigator.clipboard.writeText(UTF8ToString(text)).catch(function () {});
  },
  page_address: function (link) {
    var text = UTF8ToString(link);
    Module['shown'] = text;
    history.replaceState(null, '', text || location.pathname + location.search);
  },
  page_fetch__deps: ['$page'],
  page_fetch: function () {
    var folder = '/usr/share/datasets/fashion-mnist';
    var files = ['t10k-labels-idx1-ubyte.gz', 'train-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz', 'train-images-idx3-ubyte.gz'];
    var all = 9000000, done = 0;
    if (page.fetching) return;
    page.fetching = true;
    Module['_page_fetched'](1);
    Promise.all(files.map(function (name) {
      return fetch('fashion-mnist/' + name).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        var reader = answer.body.getReader(), parts = [];
        function more(part) {
          if (part.done) return new Blob(parts).arrayBuffer();
          parts.push(part.value);
          done += part.value.length;
          Module['_page_fetched'](Math.max(1, Math.min(99, Math.round(100 * done / all))));
          return reader.read().then(more);
        }
        return reader.read().then(more);
      });
    })).then(function (all) {
      FS.mkdirTree(folder);
      all.forEach(function (bytes, i) { FS.writeFile(folder + '/' + files[i], new Uint8Array(bytes)); });
      Module['_page_fetched'](100);
    }).catch(function () {
      page.fetching = false;
      Module['_page_fetched'](-1);
    });
  },
  page_drawn: function () {
    Module['strideDrawn']();
  },
  page_wants_letters__deps: ['$page'],
  page_wants_letters: function () {
    if (page.letters) return;
    page.letters = true;
    ['korean-all', 'korean-strong-all'].forEach(function (font) {
      fetch('fonts/' + font).then(function (answer) {
        return answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status);
      }).then(function (bytes) {
        FS.writeFile('/fonts/' + font, new Uint8Array(bytes));
        Module['_page_font_came']();
      }).catch(function () {
        page.letters = false;
      });
    });
  },
});
