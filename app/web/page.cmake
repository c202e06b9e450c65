# How the program becomes a page's. What it needs of the page is in page.js, the page itself is put together by app/web/build.
set(page_script ${CMAKE_CURRENT_SOURCE_DIR}/web/page.js)
set_target_properties(stride PROPERTIES LINK_DEPENDS ${page_script})
target_link_options(stride PRIVATE -O2 --js-library ${page_script} -lidbfs.js
  -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=64MB -sMAXIMUM_MEMORY=4GB -sTOTAL_STACK=2MB
  -sFORCE_FILESYSTEM=1 -sINVOKE_RUN=0 -sDYNAMIC_EXECUTION=0 -sENVIRONMENT=web,worker
  -sEXPORTED_RUNTIME_METHODS=FS,IDBFS,callMain,ccall,ENV -sEXPORTED_FUNCTIONS=_main
  $<$<BOOL:${STRIDE_PAGE_THREADS}>:-pthread> $<$<BOOL:${STRIDE_PAGE_THREADS}>:-sPTHREAD_POOL_SIZE=4>
  $<$<BOOL:${STRIDE_PAGE_THREADS}>:-Wno-pthreads-mem-growth>)
