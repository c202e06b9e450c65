// The page: chooses the program with threads or without, shows how far it has been fetched, and stands between the browser and
// the program for files, the clipboard and the address.
'use strict';
(() => {
  const korean = (navigator.language || '').startsWith('ko');
  const say = (en, ko) => { document.getElementById('said').textContent = korean ? ko : en; };
  const canvas = document.getElementById('canvas');
  const started = performance.now();

  if (location.protocol === 'file:') {
    say('A browser does not start programs from a file. In the folder of this page run\npython3 -m http.server\nand open http://localhost:8000',
      '브라우저는 파일로 연 페이지에서 프로그램을 실행하지 않습니다. 이 폴더에서\npython3 -m http.server\n를 실행하고 http://localhost:8000 을 여세요.');
    document.getElementById('share').hidden = true;
    return;
  }
  if (typeof WebAssembly !== 'object') {
    say('This browser is too old for Stride.', '이 브라우저는 오래되어 Stride를 실행할 수 없습니다.');
    return;
  }

  // Where the server sends no headers for threads the service worker adds them; that takes one more visit of the page.
  const worker = 'serviceWorker' in navigator && window.isSecureContext
    ? navigator.serviceWorker.register('service-worker.js').then(() => navigator.serviceWorker.ready).catch(() => null) : null;
  const threads = window.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function' &&
    !new URLSearchParams(location.search).has('one');
  const folder = threads ? 'threads/' : 'one/';
  // The parameters of trained networks are not needed for the very first page.
  let first = location.hash.length < 2;
  try {
    first = first && !localStorage.getItem('stride-was-here');
    localStorage.setItem('stride-was-here', '1');
  } catch (refused) { /* no store: nothing is kept */ }
  const kept = ['/home/web_user/.config', '/home/web_user/.local', '/home/web_user/Documents'];

  function download(name, bytes) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], {type: 'application/octet-stream'}));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function open(files) {
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      try { Module.FS.mkdir('/tmp/given'); } catch (exists) { /* it is there */ }
      const path = '/tmp/given/' + file.name.replace(/[\/\0]/g, '_');
      Module.FS.writeFile(path, bytes);
      Module.ccall('page_opens', null, ['string'], [path]);
    }
    canvas.focus();
  }

  const chooser = document.getElementById('chooser');
  chooser.addEventListener('change', () => { open(chooser.files).then(() => { chooser.value = ''; }); });
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => { event.preventDefault(); open(event.dataTransfer.files); });
  addEventListener('contextmenu', (event) => event.preventDefault());
  addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain');
    if (event.clipboardData.files.length) open(event.clipboardData.files);
    else if (text && Module.running) Module.ccall('page_pastes', null, ['string'], [text]);
  });
  // What the browser keeps for itself: pasting comes as an event of its own, and files are chosen by its own window.
  addEventListener('keydown', (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.code === 'KeyV') event.stopImmediatePropagation();
    if (control && !event.shiftKey && event.code === 'KeyO') {
      event.preventDefault();
      event.stopImmediatePropagation();
      chooser.click();
    }
  }, true);
  addEventListener('hashchange', () => {
    if (Module.running && location.hash.length > 1 && location.hash !== Module.shown)
      Module.ccall('page_opens', null, ['string'], [decodeURI(location.hash)]);
  });

  window.Module = {
    canvas,
    locateFile: (name) => name.endsWith('.data') ? name : folder + name,
    mainScriptUrlOrBlob: new URL(folder + 'stride.js', location.href).href,
    print: (text) => console.log(text),
    printErr: (text) => console.warn(text),
    strideDownload: download,
    strideDrawn: () => {
      Module.firstFrame = performance.now() - started;
      document.getElementById('loading').hidden = true;
      document.documentElement.dataset.ready = threads ? 'threads' : 'one';
      if (first) script('stride-more.js');
      canvas.focus();
    },
    setStatus: (text) => {
      const share = /\((\d+)\/(\d+)\)/.exec(text || '');
      if (share) document.getElementById('share').value = share[1] / share[2];
    },
    onAbort: (why) => say('Stride has stopped: ' + why, 'Stride가 멈췄습니다: ' + why),
    preRun: [() => {
      const {ENV, FS, IDBFS} = Module;
      Object.assign(ENV, {HOME: '/home/web_user', STRIDE_ASSETS: '/stride/assets', STRIDE_LESSONS: '/stride/lessons',
        LANG: korean ? 'ko_KR.UTF-8' : 'en_US.UTF-8', XDG_CACHE_HOME: '/tmp/cache'});
      for (const path of kept) {
        FS.mkdirTree(path);
        FS.mount(IDBFS, {}, path);
      }
      Module.addRunDependency('kept');
      FS.syncfs(true, () => Module.removeRunDependency('kept'));
    }],
    onRuntimeInitialized: () => {
      Module.running = true;
      const link = location.hash.length > 1 ? [decodeURI(location.hash)] : [];
      try {
        Module.callMain(link);
      } catch (unwound) {
        if (unwound !== 'unwind') throw unwound;
      }
    },
  };

  function script(source) {
    const element = document.createElement('script');
    element.src = source;
    element.async = false;
    document.body.appendChild(element);
  }
  script('stride-data.js');
  if (!first) script('stride-more.js');
  script(folder + 'stride.js');
  window.strideWorker = worker;
})();
