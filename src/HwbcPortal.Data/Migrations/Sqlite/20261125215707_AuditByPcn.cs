using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AuditByPcn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_PcnId",
                table: "AuditEntries",
                column: "PcnId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_PcnId",
                table: "AuditEntries");
        }
    }
}
