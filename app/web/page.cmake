# How the program becomes a page's. What it needs of the page is in page.js, the page itself is put together by app/web/site.
set(page_script ${CMAKE_CURRENT_SOURCE_DIR}/web/page.js)
function(page_program target threads)
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${page_script})
  target_link_options(${target} PRIVATE -O2 --js-library ${page_script} -lidbfs.js
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=64MB -sMAXIMUM_MEMORY=4GB -sTOTAL_STACK=2MB
    -sFORCE_FILESYSTEM=1 -sINVOKE_RUN=0 -sDYNAMIC_EXECUTION=0 -sENVIRONMENT=web,worker
    -sEXPORTED_RUNTIME_METHODS=FS,IDBFS,callMain,ccall,ENV -sEXPORTED_FUNCTIONS=_main)
  if(threads)
    target_link_options(${target} PRIVATE -pthread -sPTHREAD_POOL_SIZE=4 -Wno-pthreads-mem-growth)
  endif()
endfunction()
page_program(stride ${STRIDE_PAGE_THREADS})

# What is compiled for threads can be linked without them too, so both programs of a page are compiled once.
# Except what each thread has of its own: linked without threads it would lie over other data. Only the window's thread draws.
if(STRIDE_PAGE_THREADS)
  target_compile_definitions(stride_view PRIVATE _Thread_local=)
  target_compile_options(stride_view PRIVATE -Wno-keyword-macro)
  add_executable(stride_one EXCLUDE_FROM_ALL main.c)
  set_target_properties(stride_one PROPERTIES C_EXTENSIONS OFF OUTPUT_NAME stride RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/one)
  target_compile_definitions(stride_one PRIVATE STRIDE_VERSION="${PROJECT_VERSION}")
  target_link_libraries(stride_one PRIVATE stride_cli)
  page_program(stride_one OFF)
endif()
