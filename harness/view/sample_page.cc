// Writes a page for the test in a browser: of a long run, which ends in a fall
// that never was and whose evidence would break a page that did not escape it,
// or, with 0 actions, of a settle phase that fails.
//
//   sample_page FILE ACTIONS
#include <cstdlib>
#include <fstream>

#include "harness/view/frames.h"
#include "harness/view/html.h"
#include "harness/view/sample.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const size_t actions = std::strtoull(argv[2], nullptr, 10);
  harness::Frames frames =
      harness::FramesOf(actions == 0 ? harness::TraceInWhichNobodyLeads()
                                     : harness::SampleTrace(actions),
                        "sample <b>&amp;");
  if (actions != 0) {
    frames.violation = {
        {"leader_completeness",
         "</script><script>document.title='broken'</script><!-- "
         "<script> \"'\\ &"},
        frames.steps.size() - 1,
        /*stored=*/false};
  }
  std::ofstream file(argv[1], std::ios::binary);
  file << harness::PageOf(frames);
  file.close();
  return file ? 0 : 1;
}
